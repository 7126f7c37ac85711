/** Administration of the server: the first administrator, accounts, reconciliation. */
package dev.rollcall.admin;
