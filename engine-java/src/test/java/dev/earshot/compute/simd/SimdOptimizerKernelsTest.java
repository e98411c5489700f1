package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimdOptimizerKernelsTest {
  private static final int N = 21;

  /** N numbers of a matrix of its own, from a place on. */
  private static Matrix window(int place, int seed) {
    var whole = new SimdMatrix(1, N + place + 1);
    for (int i = 0; i < N; i++) {
      whole.data[place + i] = (i * 37 % 11 + seed) / 8f;
    }
    return whole.slice(place, 1, N);
  }

  private static double[] updated(int... places) {
    Matrix[] all = IntStream.range(0, 4).mapToObj(k -> window(places[k], k)).toArray(Matrix[]::new);
    var settings = AdamSettings.of(0.1, 0.01);
    new SimdOptimizerKernels().adam(settings, all[0], all[1], all[2], all[3], new HeapIndices(1));
    return IntStream.of(0, 2, 3)
        .mapToObj(k -> all[k].toArray())
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /** Windows at different places give what windows at one place give. */
  @Test
  void adamOfAnyWindows() {
    assertArrayEquals(updated(0, 0, 0, 0), updated(0, 1, 2, 3));
    assertArrayEquals(updated(0, 0, 0, 0), updated(2, 2, 2, 2));
  }
}
