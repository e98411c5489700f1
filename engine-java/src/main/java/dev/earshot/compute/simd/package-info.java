/**
 * Float arithmetic on a CPU. It uses the JDK's Vector API if Java was started with it.
 *
 * <p>{@link dev.earshot.compute.simd.VectorSearch} finds nearest vectors in a mapped file.
 *
 * <p>{@link dev.earshot.compute.simd.VectorOps} is the small internal contract that the kernel
 * families are built on. It has two implementations, plain loops and the Vector API, and one that
 * changes from the former to the latter as soon as that is faster. Only classes whose names begin
 * with {@code VectorApi} use {@code jdk.incubator.vector}, so that the package works without that
 * module.
 *
 * <p>All give the same bits, at every vector width and whatever the JIT compiler has compiled.
 * Products are chains of fused multiply-adds in one order; sums across a row have sixteen partial
 * sums; exponentials, logarithms and sines are one series each or come from {@link StrictMath}. So
 * a training can be repeated on any processor.
 */
package dev.earshot.compute.simd;
