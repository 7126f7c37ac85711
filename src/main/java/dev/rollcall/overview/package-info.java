/** What a person sees first: the stacks that were created or updated last. */
package dev.rollcall.overview;
