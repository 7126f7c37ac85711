/** What all requests and responses share: errors, request ids, bodies, limits, pages of lists, the public address. */
package dev.rollcall.http;
