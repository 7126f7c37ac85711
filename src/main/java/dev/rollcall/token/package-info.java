/** Access tokens of people, organizations and teams. */
package dev.rollcall.token;
