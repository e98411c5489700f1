/**
 * How good predictions and representations are, how far scores may be trusted, and maps of
 * representations; each formula as scikit-learn or its paper has it.
 */
package dev.earshot.metrics;
