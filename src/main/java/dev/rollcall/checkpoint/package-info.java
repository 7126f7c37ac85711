/** The states of stacks at rest: reading them from requests, storing, exporting and pruning them. */
package dev.rollcall.checkpoint;
