/** Creating, describing, renaming, transferring and deleting stacks. */
package dev.rollcall.directory;
