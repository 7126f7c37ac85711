/** A person's e-mail address: whether it is proven, and the change that waits for proof. */
package dev.rollcall.email;
