package dev.earshot.bench.gpu;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Matrix;
import dev.earshot.data.GraphFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What all works are timed with.
 *
 * @param divisor 1 for real; more divides sizes, to try the programme where time does not matter
 * @param data the folder with real data sets, if there is one
 * @param result takes a work's name and its seconds
 */
record GpuBench(
    BackendProvider provider,
    GpuClock clock,
    int divisor,
    Optional<Path> data,
    BiConsumer<String, Double> result) {

  /** Behind the name of a work that was not timed on the device. */
  static final String WALL_CLOCK = ", wall clock";

  /** A citation graph by its name. */
  record Citation(String name, GraphFile file) {}

  Backend open() {
    return provider.open();
  }

  /** A size as it is, or divided. */
  int smaller(int size) {
    return Math.max(2, size / divisor);
  }

  /** All of these, or just the first where sizes are divided. */
  int[] some(int[] sizes) {
    return divisor == 1 ? sizes : Arrays.copyOf(sizes, 1);
  }

  /** Times work on a backend's stream, there. */
  void time(String work, Runnable once, Backend backend) {
    report(work, clock.seconds(once, backend));
  }

  void report(String work, double seconds) {
    result.accept(work, seconds);
  }

  /** Cora and Citeseer, where the data is. */
  List<Citation> citations() throws IOException {
    List<Citation> found = new ArrayList<>();
    for (String name : divisor == 1 ? new String[] {"cora", "citeseer"} : new String[] {"cora"}) {
      Optional<Path> folder =
          data.map(root -> root.resolve("graphs").resolve(name)).filter(Files::isDirectory);
      if (folder.isPresent()) {
        found.add(new Citation(name, GraphFile.read(folder.get())));
      }
    }
    return found;
  }

  /** A matrix of numbers from 0 to 1: times do not hang on which. */
  Matrix matrix(Backend backend, int rows, int columns) {
    Matrix matrix = backend.newMatrix(rows, columns);
    matrix.write(numbers(Math.multiplyExact(rows, columns)));
    return matrix;
  }

  /** Numbers from 0 to 1 by a linear congruential generator (Knuth's MMIX). */
  static float[] numbers(int count) {
    float[] values = new float[count];
    long state = 1;
    for (int i = 0; i < count; i++) {
      state = 6364136223846793005L * state + 1442695040888963407L;
      values[i] = (state >>> 40) * 0x1p-24f;
    }
    return values;
  }
}
