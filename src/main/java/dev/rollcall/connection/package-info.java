/** Limits connections before there is a request: their number, and the time for the head of a request. */
package dev.rollcall.connection;
