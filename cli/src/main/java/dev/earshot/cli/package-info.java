/** The command line: commands, their options, and all that reaches the user's terminal. */
package dev.earshot.cli;
