/** Authentication with JWTs of configured issuers. The first request of a subject may create its account. */
package dev.rollcall.jwt;
