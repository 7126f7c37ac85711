/** What an organization shows about itself, and its settings. */
package dev.rollcall.settings;
