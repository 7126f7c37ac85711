/** What people see first: their organizations, the newest stacks, and the people of their organizations. */
package dev.rollcall.overview;
