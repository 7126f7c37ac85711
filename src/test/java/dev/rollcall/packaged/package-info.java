/** The packaged service as an operator starts it: several at once, with the wrong settings, without a database. */
package dev.rollcall.packaged;
