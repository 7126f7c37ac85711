/**
 * Dev mode's embedded PostgreSQL and sample data. The build deletes the classes of this package before it packages the
 * service.
 */
package dev.rollcall.development;
