/**
 * The CUDA backend: NVIDIA's driver, cuSPARSE and cuBLAS reached through JCuda (and cuBLAS 13, for
 * which there is no JCuda, through Java's own foreign functions), and the kernels of module {@code
 * cuda-kernels}.
 *
 * <p>A backend does its work on one stream, in the order of the calls; the host waits for it only
 * where values are read. Recorded work is a captured CUDA graph, in which operations that do not
 * use each other's data run in parallel. With {@code -Dearshot.cuda.host=FOLDER} the same code runs
 * on a stand-in for these libraries that executes the kernels on the CPU. It is for tests, is
 * called {@code cuda-host} everywhere, and is never used unless it is named.
 *
 * <p>This package is the entry: the provider of the backend, a report for {@code earshot doctor},
 * and, for benchmarks, a timer, chains of kernels and what they should take. Below it, each using
 * only those before it: {@code driver} (device, context, stream, memory), {@code graph} (capture),
 * {@code library} (cuBLAS, cuSPARSE) and {@code kernel} (our own kernels, in the families of the
 * backend contract).
 */
package dev.earshot.cuda;
