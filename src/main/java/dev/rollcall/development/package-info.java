/**
 * Dev mode's embedded PostgreSQL, sample data, GitLab without passwords, and mailbox. The build deletes the
 * classes of this package, and its templates, before it packages the service.
 */
package dev.rollcall.development;
