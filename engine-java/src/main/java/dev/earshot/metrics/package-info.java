/**
 * How good predictions and representations are; each formula as scikit-learn or its paper has it.
 */
package dev.earshot.metrics;
