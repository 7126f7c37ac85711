/** GitLab: gitlab.com and self-managed installations. */
package dev.rollcall.provider.gitlab;
