/** What the teams of an organization may do with its stacks. */
package dev.rollcall.grant;
