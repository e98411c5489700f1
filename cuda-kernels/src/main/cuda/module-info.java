/** The CUDA kernels: no classes, but the machine code that the bindings give to the driver. */
module dev.earshot.cuda.kernels {}
