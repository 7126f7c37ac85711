/** Checks the database when the service starts, and migrates it. */
package dev.rollcall.migration;
