/**
 * What makes Earshot start quickly: docs/performance-log.md, section "Starting", has the numbers.
 */
package dev.earshot.cli.start;
