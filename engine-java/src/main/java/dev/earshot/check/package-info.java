/**
 * One object for each operation that describes its shapes, inputs, tolerance and cost. The same
 * object drives the gradient check, the comparison of backends and the microbenchmark. Both checks
 * put guard values around every matrix and index vector, so that a kernel that writes outside of
 * its buffers fails.
 */
package dev.earshot.check;
