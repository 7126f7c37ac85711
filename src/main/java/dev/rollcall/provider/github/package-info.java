/** GitHub: github.com, its enterprise cloud, and Enterprise Server. */
package dev.rollcall.provider.github;
