/** The synthetic sounds of {@code earshot demo}; it needs no recordings. */
package dev.earshot.cli.demo;
