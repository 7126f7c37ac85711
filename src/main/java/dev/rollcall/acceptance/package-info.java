/** What invitees see of their invitations, and do with them: accept them, decline them. */
package dev.rollcall.acceptance;
