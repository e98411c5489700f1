/**
 * Float arithmetic on a CPU, with the JDK's Vector API where Java was started with it.
 *
 * <p>{@link dev.earshot.compute.simd.VectorOps} is the small internal contract under the six kernel
 * families; it has a plain provider and a Vector API one. Only classes whose names begin with
 * {@code VectorApi} mention {@code jdk.incubator.vector}, so that the package works without that
 * module.
 *
 * <p>Sums have a fixed order that does not depend on how far the JIT compiler has got: no
 * cross-lane reduction and no library function whose compiled form may round differently. A run
 * repeated on the same machine with the same settings therefore gives the same bits.
 */
package dev.earshot.compute.simd;
