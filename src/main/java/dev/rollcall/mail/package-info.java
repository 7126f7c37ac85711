/** Mails: an outbox in the database, sending through any SMTP server, limits. */
package dev.rollcall.mail;
