/**
 * The command line. {@link dev.earshot.cli.Main Main} parses the arguments, runs a command and
 * turns its end into an exit code.
 *
 * <ul>
 *   <li>{@code dev.earshot.cli.command}: the commands and their options.
 *   <li>{@code dev.earshot.cli.report}: results as text, as JSON and as HTML pages with charts.
 *   <li>{@code dev.earshot.cli.demo}: the synthetic sounds of {@code earshot demo}.
 *   <li>{@code dev.earshot.cli.console}: what all of these share.
 * </ul>
 */
package dev.earshot.cli;
