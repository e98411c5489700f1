/**
 * The first floor: the contract between the engine and whatever does its arithmetic.
 *
 * <p>A {@link dev.earshot.compute.Backend} owns memory ({@link dev.earshot.compute.Matrix}, {@link
 * dev.earshot.compute.Indices}, {@link dev.earshot.compute.SparseMatrix}) and offers its kernels in
 * families. Matrices are row-major and no shape is guessed. Every call is checked once, in front of
 * the backend, by the {@code Checked*} families; backends only compute. What varies from one
 * training step to the next (node ids, edges, step number) lives in the backend's own buffers, so
 * that a step can be recorded once and replayed.
 */
package dev.earshot.compute;
