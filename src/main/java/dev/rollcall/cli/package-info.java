/** What the Pulumi CLI asks a service about the service itself. */
package dev.rollcall.cli;
