/**
 * The operation cases. A case is one object that describes an operation: its shapes, inputs,
 * tolerance and cost. The same object drives the gradient check, the parity check and the
 * microbenchmark. Both checks put guard values around every matrix and index vector, so that they
 * find a kernel that writes outside of its buffers.
 */
package dev.earshot.check;
