/** Access tokens of people, organizations and teams, and the API for personal ones. */
package dev.rollcall.token;
