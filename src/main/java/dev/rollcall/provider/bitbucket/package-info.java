/** Bitbucket Cloud. */
package dev.rollcall.provider.bitbucket;
