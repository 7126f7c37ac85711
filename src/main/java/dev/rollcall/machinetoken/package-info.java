/** Tokens of organizations and teams, which machines use: creating, listing and deleting them. */
package dev.rollcall.machinetoken;
