/** Access tokens of people: creating, revoking and listing them, deleting those that ended. */
package dev.rollcall.personaltoken;
