package dev.earshot.cuda.kernel;

import dev.earshot.compute.RandomSource;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.DeviceRange.Read;

/** A source of random numbers as kernels take it. */
record RandomArguments(long seed, int stream, Read<Integer> step) {
  static RandomArguments of(RandomSource random) {
    return new RandomArguments(random.seed(), random.stream(), CudaIndices.in(random.step()));
  }
}
