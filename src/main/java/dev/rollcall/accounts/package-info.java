/** Accounts as site administrators see and change them, and the end of an account. */
package dev.rollcall.accounts;
