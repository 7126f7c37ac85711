/** Decides who may sign up, and creates the account with its individual organization. */
package dev.rollcall.signup;
