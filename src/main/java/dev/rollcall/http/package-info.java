/** What every request and answer has in common: the error envelope, the accept header, request ids, the public address. */
package dev.rollcall.http;
