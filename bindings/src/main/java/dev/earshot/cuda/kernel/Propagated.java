package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.DeviceRange.Read;

/** The origin of a matrix {@code A x}, with a sparse A and nothing added. */
record Propagated(CsrRead a, Read<Float> x) {}
