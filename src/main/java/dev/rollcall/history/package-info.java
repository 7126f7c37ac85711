/** What clients read of stacks: states, the history of updates. And importing a state. */
package dev.rollcall.history;
