/** Encryption of stored values: the keys, and re-encryption of values that are under older keys. */
package dev.rollcall.vault;
