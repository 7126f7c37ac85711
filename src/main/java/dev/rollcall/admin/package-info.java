/** Administration of the installation itself. */
package dev.rollcall.admin;
