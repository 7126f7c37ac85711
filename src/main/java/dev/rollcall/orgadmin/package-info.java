/** Administration of organizations by site administrators. */
package dev.rollcall.orgadmin;
