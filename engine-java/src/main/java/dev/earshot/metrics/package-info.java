/**
 * Scores of predictions and representations, intervals of scores, calibration of probabilities, and
 * maps of representations. Each formula is that of scikit-learn or of the paper it comes from.
 */
package dev.earshot.metrics;
