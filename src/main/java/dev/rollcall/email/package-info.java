/** A person's e-mail address: whether it is verified, and the change that waits to be verified. */
package dev.rollcall.email;
