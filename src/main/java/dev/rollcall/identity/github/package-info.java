/** GitHub: github.com, its enterprise cloud, and Enterprise Server. */
package dev.rollcall.identity.github;
