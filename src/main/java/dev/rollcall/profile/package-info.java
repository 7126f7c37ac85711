/** Who am I: one person, gathered from all features below in one statement. */
package dev.rollcall.profile;
