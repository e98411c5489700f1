/**
 * Whole trainings: which clips play which part, how many labels may be used, runs side by side,
 * checkpoints, the folder that a training leaves, and methods compared on the same labels.
 */
package dev.earshot.run;
