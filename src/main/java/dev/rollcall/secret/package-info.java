/** Encrypts and decrypts the secrets of stacks. */
package dev.rollcall.secret;
