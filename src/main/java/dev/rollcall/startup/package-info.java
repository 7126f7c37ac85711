/** Checks the configuration when the service starts, and reads secrets from it as they were written. */
package dev.rollcall.startup;
