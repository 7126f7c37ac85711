/** The directory of stacks, and which callers may reach them. */
package dev.rollcall.stack;
