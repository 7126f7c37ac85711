/** The pages of accounts, for site administrators. */
package dev.rollcall.console.admin.user;
