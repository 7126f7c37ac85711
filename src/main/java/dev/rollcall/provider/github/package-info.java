/** GitHub: github.com, Enterprise Cloud and Enterprise Server. */
package dev.rollcall.provider.github;
