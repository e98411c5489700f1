/** The backend contract: memory, kernels and counter-based random numbers. */
package dev.earshot.compute;
