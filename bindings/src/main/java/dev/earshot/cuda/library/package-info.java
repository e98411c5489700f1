/**
 * NVIDIA's libraries beside the driver: cuBLAS for large dense products, reached through JCuda or
 * through Java's foreign functions, and cuSPARSE for large fixed sparse matrices. {@link
 * dev.earshot.cuda.library.Libraries} opens them when they are first needed; {@link
 * dev.earshot.cuda.library.Thresholds} says from which size on each is used.
 */
package dev.earshot.cuda.library;
