/** What invitees do with an invitation: look at it, accept it, decline it. */
package dev.rollcall.acceptance;
