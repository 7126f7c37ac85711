/** Browser sessions: who looks at a page, and the cookie that says so. */
package dev.rollcall.session;
