/**
 * The CUDA backend: NVIDIA's driver, cuSPARSE and cuBLAS reached through JCuda (and cuBLAS 13, for
 * which there is no JCuda, through Java's own foreign functions), and the kernels of module {@code
 * cuda-kernels}.
 *
 * <p>A backend does what it is asked on one stream, in that order; the host waits for it only where
 * values are read. Recorded work is a CUDA graph in which operations that do not touch each other's
 * data run side by side. With {@code -Dearshot.cuda.host=FOLDER} the same code runs on a stand-in
 * for these libraries that executes the kernels on the CPU: for tests, called {@code cuda-host}
 * everywhere, never chosen by itself.
 */
package dev.earshot.cuda;
