/** Encryption of values at rest: the key ring, the keys, and moving values from an old key to a new one. */
package dev.rollcall.vault;
