/** The account, its state, and the namespace of names that people and organizations share. */
package dev.rollcall.user;
