/** The pages of the access tokens of organizations and teams. */
package dev.rollcall.console.organization.token;
