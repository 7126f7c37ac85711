/** The pages of stacks. */
package dev.rollcall.console.stack;
