/** What an identity provider can be asked, and what it may answer. Knows no accounts and no tables. */
package dev.rollcall.provider;
