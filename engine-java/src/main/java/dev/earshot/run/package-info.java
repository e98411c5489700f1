/**
 * Whole trainings: partitions of the clips, label budgets, parallel runs, checkpoints, the folder
 * with the results of a training, and comparisons of methods on the same labels.
 */
package dev.earshot.run;
