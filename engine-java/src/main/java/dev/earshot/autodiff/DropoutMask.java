package dev.earshot.autodiff;

import dev.earshot.compute.RandomSource;

/**
 * Which elements dropout sets to 0: each with the same probability, others in each step. The rest
 * are divided by {@code 1 - rate}.
 *
 * @param rate the probability, at least 0 and less than 1
 * @param random the random numbers that choose the elements
 */
public record DropoutMask(double rate, RandomSource random) {}
