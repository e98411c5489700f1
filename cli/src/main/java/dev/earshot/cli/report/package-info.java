/**
 * Reports: one HTML file each, with its charts, styles and script in it. Knows nothing of training;
 * what is shown comes as texts, tables and {@link dev.earshot.cli.report.Chart plain data}.
 */
package dev.earshot.cli.report;
