/**
 * The CUDA backend: NVIDIA's driver, cuSPARSE and cuBLAS reached through JCuda (and cuBLAS 13, for
 * which there is no JCuda, through Java's own foreign functions), and the kernels of module {@code
 * cuda-kernels}.
 *
 * <p>A backend has one stream, and does on it what it is asked, in that order; the host waits for
 * it only where values are read. With {@code -Dearshot.cuda.host=FOLDER} the same code runs on a
 * stand-in for these libraries that executes the kernels on the CPU: for tests, called {@code
 * cuda-host} everywhere, never chosen by itself.
 */
package dev.earshot.cuda;
