/** Invitations to join an organization. */
package dev.rollcall.invite;
