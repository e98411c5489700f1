/** Sounds for the demonstration, made by computation so that it needs no recordings. */
package dev.earshot.cli.demo;
