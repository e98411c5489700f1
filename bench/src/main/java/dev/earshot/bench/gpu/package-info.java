/**
 * The engine's side of {@code bench/gpu/run}: is the CUDA backend right on this machine's GPU, and
 * how fast is it.
 */
package dev.earshot.bench.gpu;
