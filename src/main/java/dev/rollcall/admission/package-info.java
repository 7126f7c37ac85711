/** As many requests at the same time as a replica can serve. */
package dev.rollcall.admission;
