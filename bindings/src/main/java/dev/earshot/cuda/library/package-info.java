/**
 * NVIDIA's libraries: cuBLAS for large dense products, reached through JCuda or through Java's
 * foreign functions, and cuSPARSE for large fixed sparse matrices. {@link
 * dev.earshot.cuda.library.Libraries} opens them when they are first needed; {@link
 * dev.earshot.cuda.library.Thresholds} has the sizes from which on they are used.
 */
package dev.earshot.cuda.library;
