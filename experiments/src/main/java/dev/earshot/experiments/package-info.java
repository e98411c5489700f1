/**
 * The paper's tables and figures as experiments: each says what to train, the runner does what has
 * not been done yet, the writer shows what came out beside what the paper printed.
 */
package dev.earshot.cli.experiment;
