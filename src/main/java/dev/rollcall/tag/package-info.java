/** The tags of stacks. */
package dev.rollcall.tag;
