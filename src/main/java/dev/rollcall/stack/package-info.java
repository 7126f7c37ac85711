/** The directory of stacks: which there are, and who may reach them. */
package dev.rollcall.stack;
