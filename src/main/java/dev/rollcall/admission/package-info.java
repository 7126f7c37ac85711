/** What gets in: request bodies with their limits, and as many requests at once as a replica can serve. */
package dev.rollcall.admission;
