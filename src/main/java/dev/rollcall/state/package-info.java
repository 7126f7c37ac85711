/** Updates of stacks: creating, starting, canceling, ending those whose lease has run out. */
package dev.rollcall.state;
