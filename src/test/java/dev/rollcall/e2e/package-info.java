/** The service as its users meet it: through the unmodified Pulumi CLI. */
package dev.rollcall.e2e;
