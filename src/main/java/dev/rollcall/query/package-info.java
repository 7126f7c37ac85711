/** Query parameters: which ones an operation takes, and the pages of lists. */
package dev.rollcall.query;
