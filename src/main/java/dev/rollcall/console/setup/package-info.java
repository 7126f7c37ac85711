/** The page where the first administrator begins. */
package dev.rollcall.console.setup;
