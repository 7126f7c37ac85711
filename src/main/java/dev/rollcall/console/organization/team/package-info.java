/** The pages of an organization's teams. */
package dev.rollcall.console.organization.team;
