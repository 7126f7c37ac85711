/** Teams whose members GitHub decides about: finding them there, and keeping their members. */
package dev.rollcall.githubteam;
