/** Organizations, who belongs to them in which role, and the one that a person works in by default. */
package dev.rollcall.organization;
