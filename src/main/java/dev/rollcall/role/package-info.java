/** The roles that members of an organization can have. */
package dev.rollcall.role;
