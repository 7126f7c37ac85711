/** Callers who present a JWT of a configured issuer; a subject's first request may sign it up. */
package dev.rollcall.jwt;
