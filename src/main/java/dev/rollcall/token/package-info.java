/** Access tokens of people, organizations and teams: what they have in common. */
package dev.rollcall.token;
