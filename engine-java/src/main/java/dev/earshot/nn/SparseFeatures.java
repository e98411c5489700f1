package dev.earshot.nn;

import dev.earshot.compute.SparseMatrix;

/**
 * Features that are mostly 0, such as a bag of words.
 *
 * @param values nodes x inputs
 * @param squares the sum of the squared values
 */
public record SparseFeatures(SparseMatrix values, double squares) {}
