/** A person's e-mail address: verifying it, changing it, and the mails for that. */
package dev.rollcall.email;
