/** Browser sessions: the cookie, and the person who is signed in. */
package dev.rollcall.session;
