/** Organizations, their members and roles, and each person's default organization. */
package dev.rollcall.organization;
