/** The pages of site administration: accounts, organizations, reconciliation, providers, mails, the running service. */
package dev.rollcall.console.admin;
