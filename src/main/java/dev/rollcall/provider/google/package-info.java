/** Google accounts. Google has no organizations. */
package dev.rollcall.provider.google;
