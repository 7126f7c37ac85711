/** How JSON bodies are read, and what is said about wrong ones. */
package dev.rollcall.json;
