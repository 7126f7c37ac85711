/** Google: who somebody is. It knows no organizations. */
package dev.rollcall.provider.google;
