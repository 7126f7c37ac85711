/** What people see first: the stacks that were created or updated last, and the people of their organizations. */
package dev.rollcall.overview;
