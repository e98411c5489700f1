/** The commands, one class each, and the options that several of them have. */
package dev.earshot.cli.command;
