/**
 * The kernel families of the CUDA backend, each with the declarations of the kernels it launches.
 *
 * <p>Every kernel of module {@code cuda-kernels} has one declaration here, a {@link
 * dev.earshot.cuda.kernel.Kernel} with a record of its arguments. Constants that the device code
 * must agree with are marked by {@link dev.earshot.cuda.kernel.KernelConstant}. A test compares
 * both with the .cu files.
 */
package dev.earshot.cuda.kernel;
