/** Access tokens of people, organizations and teams: what they have in common, and the API for personal ones. */
package dev.rollcall.token;
