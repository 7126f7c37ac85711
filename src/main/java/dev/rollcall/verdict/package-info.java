/** What a provider's answer about a person means, and when it is believed. Reads no clock and no database. */
package dev.rollcall.verdict;
