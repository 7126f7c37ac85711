/** How people who are known elsewhere come in: callers with a JWT, and who of them gets an account. */
package dev.rollcall.signin;
