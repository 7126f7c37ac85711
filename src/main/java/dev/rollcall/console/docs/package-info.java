/** The API description as pages for people. */
package dev.rollcall.console.docs;
