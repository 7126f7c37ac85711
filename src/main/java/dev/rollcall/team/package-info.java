/** Teams of organizations, and their members. */
package dev.rollcall.team;
