/** Accounts as site administrators see and change them, what people do with their own, and the end of an account. */
package dev.rollcall.accounts;
