/**
 * What all commands share: output to the terminal ({@link dev.earshot.cli.console.Console Console},
 * {@link dev.earshot.cli.console.Progress Progress}), text and tables, exit codes, the version.
 */
package dev.earshot.cli.console;
