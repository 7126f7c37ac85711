/** Creating, describing, tagging, renaming, transferring and deleting stacks. */
package dev.rollcall.directory;
