/**
 * Float arithmetic on a CPU. It uses the JDK's Vector API if Java was started with it.
 *
 * <p>{@link dev.earshot.compute.simd.VectorOps} is the small internal contract that the kernel
 * families are built on. It has two implementations: plain loops and the Vector API. Only classes
 * whose names begin with {@code VectorApi} use {@code jdk.incubator.vector}, so that the package
 * works without that module.
 *
 * <p>Sums have a fixed order that does not depend on which methods the JIT compiler has compiled.
 * Therefore no cross-lane reduction is used, and no library function whose compiled form may round
 * differently. A run repeated on the same machine with the same settings therefore gives the same
 * bits.
 */
package dev.earshot.compute.simd;
