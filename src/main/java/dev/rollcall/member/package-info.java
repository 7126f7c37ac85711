/** The members of an organization: who they are, their roles, and what they reach. */
package dev.rollcall.member;
