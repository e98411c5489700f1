/**
 * The lowest of the engine's four floors: the contract between the engine and the backends that do
 * its arithmetic.
 *
 * <p>A {@link dev.earshot.compute.Backend} owns memory ({@link dev.earshot.compute.Matrix}, {@link
 * dev.earshot.compute.Indices}, {@link dev.earshot.compute.SparseMatrix}) and offers its kernels in
 * families. Matrices are row-major, and all shapes are explicit. The {@code Checked*} families
 * check the arguments of every call before it reaches the backend; the backend only computes.
 * Values that change from one training step to the next (node ids, edges, step number) lie in the
 * backend's own buffers. A step can therefore be recorded once and replayed.
 */
package dev.earshot.compute;
