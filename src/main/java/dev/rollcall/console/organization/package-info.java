/** The pages of an organization's settings. */
package dev.rollcall.console.organization;
