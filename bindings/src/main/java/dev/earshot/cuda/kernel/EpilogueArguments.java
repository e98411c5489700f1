package dev.earshot.cuda.kernel;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Epilogue;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;

/** An epilogue as kernels take it; the bias is a null pointer if there is none. */
record EpilogueArguments(Read<Float> bias, Activation activation) {
  static EpilogueArguments of(Epilogue epilogue) {
    return new EpilogueArguments(
        epilogue.bias().map(CudaMatrix::in).orElse(DeviceRange.noneRead()), epilogue.activation());
  }
}
