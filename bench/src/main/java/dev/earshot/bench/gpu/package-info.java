/**
 * The engine's programs for {@code bench/gpu/run}, which checks the CUDA backend on this machine's
 * GPU and times it.
 */
package dev.earshot.bench.gpu;
