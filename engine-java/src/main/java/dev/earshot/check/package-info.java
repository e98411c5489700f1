/**
 * One object for each operation that describes its shapes, inputs, tolerance and cost. The same
 * object drives the gradient check, the comparison of backends and the microbenchmark.
 */
package dev.earshot.check;
