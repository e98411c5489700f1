package dev.earshot.bench.peers;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.Streams;
import dev.earshot.format.NdArray;
import dev.earshot.format.NumberArray;
import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The random corruptions of the first steps of a run, so that the peer can repeat them. */
final class Corruptions {
  private Corruptions() {}

  /**
   * Arrays for each step S, from 0, as far as the tasks need them: {@code noisyS}, n x d; {@code
   * maskS}, n elements, 1 for a row that is set to 0; {@code sourceS}, n elements, the row that
   * takes a row's place.
   */
  static Map<String, NdArray> of(
      Backend backend,
      SslSettings settings,
      Collection<SslTask> tasks,
      Matrix z,
      long seed,
      int steps) {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    int n = z.rows();
    Indices step = backend.newIndices(1);
    Indices drawn = backend.newIndices(n);
    Indices own = backend.newIndices(n);
    Matrix noisy = backend.newMatrix(n, z.columns());
    var kernels = backend.corruption();
    for (int number = 0; number < steps; number++) {
      step.write(number);
      for (SslTask task : tasks) {
        switch (task) {
          case DENOISE -> {
            var noise = new RandomSource(seed, Streams.NOISE, step);
            kernels.noise(z, settings.noiseVariance(), noise, noisy);
            arrays.put("noisy" + number, Exchange.matrix(noisy));
          }
          case COMPLETION -> {
            var mask = new RandomSource(seed, Streams.MASK, step);
            kernels.drawRows(mask, backend.newIndices(settings.touched(n)), drawn);
            arrays.put("mask" + number, NumberArray.of(drawn.toArray(), n));
          }
          case SHUFFLE -> {
            var shuffle = new RandomSource(seed, Streams.SHUFFLE, step);
            kernels.drawPermutation(settings.touched(n), shuffle, drawn, own);
            arrays.put("source" + number, NumberArray.of(drawn.toArray(), n));
          }
        }
      }
    }
    return arrays;
  }
}
