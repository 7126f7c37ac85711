/** The page of an organization's audit log. */
package dev.rollcall.console.organization.log;
