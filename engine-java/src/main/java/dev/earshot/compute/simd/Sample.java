package dev.earshot.compute.simd;

import java.util.function.Consumer;

/**
 * Runs of a loop on made-up numbers.
 *
 * @param small on a few elements: after many such runs the JVM compiles the loop as a whole; within
 *     one long run it would compile what is left of that run
 * @param large on the sizes of the real work, to find out which loop is the faster one
 */
record Sample(Consumer<VectorOps> small, Consumer<VectorOps> large) {}
