/** Accounts, and the logins that people and organizations share. */
package dev.rollcall.user;
