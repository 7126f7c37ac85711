/** Request bodies: who may send one, their limits, and where they are until somebody reads them. */
package dev.rollcall.body;
