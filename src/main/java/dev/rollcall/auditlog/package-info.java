/** What admins of an organization read in its audit log: pages of events, and exports. */
package dev.rollcall.auditlog;
