/** What people, teams and custom roles may do with stacks. */
package dev.rollcall.grant;
