/** Other software against the service: the unmodified Pulumi CLI, Keycloak, Schemathesis. */
package dev.rollcall.e2e;
