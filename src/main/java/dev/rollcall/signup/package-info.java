/** Who may get an account, and making it with its individual organization. */
package dev.rollcall.signup;
