/** What the Pulumi CLI asks about the service itself: features, CLI releases, API description. */
package dev.rollcall.cli;
