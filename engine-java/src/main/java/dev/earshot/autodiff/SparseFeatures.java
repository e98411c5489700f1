package dev.earshot.autodiff;

import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;

/**
 * Features that are mostly 0, such as a bag of words.
 *
 * @param values nodes x inputs
 * @param squares nodes x 1: the sum of each row's squared values
 */
public record SparseFeatures(SparseMatrix values, Matrix squares) {}
