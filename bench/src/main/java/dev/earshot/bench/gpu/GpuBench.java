package dev.earshot.bench.gpu;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Matrix;
import dev.earshot.graph.file.GraphFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The means by which all works are timed.
 *
 * @param provider opens the backend that is timed
 * @param clock takes the times
 * @param divisor 1 for a measurement; a larger number divides all sizes, to try the program where
 *     times do not matter
 * @param data the folder with real data sets, if there is one
 * @param result receives a work's name and its seconds
 */
record GpuBench(
    BackendProvider provider,
    GpuClock clock,
    int divisor,
    Optional<Path> data,
    BiConsumer<String, Double> result) {

  /** Suffix of the name of a work that was timed by the host's clock, not on the device. */
  static final String WALL_CLOCK = ", wall clock";

  /** A citation graph and its name. */
  record Citation(String name, GraphFile file) {}

  Backend open() {
    return provider.open();
  }

  /** The size, divided by the divisor, but at least 2. */
  int smaller(int size) {
    return Math.max(2, size / divisor);
  }

  /** All of these sizes, or only the first one if sizes are divided. */
  int[] some(int[] sizes) {
    return divisor == 1 ? sizes : Arrays.copyOf(sizes, 1);
  }

  /** Times work on a backend's stream, on the device, reports it, and returns the seconds. */
  double time(String work, Runnable once, Backend backend) {
    double seconds = clock.seconds(once, backend);
    report(work, seconds);
    return seconds;
  }

  /** Reports the microseconds that were predicted for work before it was measured. */
  void predicted(String work, double least, double most) {
    report(work + " | predicted at least", 1e-6 * least);
    report(work + " | predicted at most", 1e-6 * most);
  }

  void report(String work, double seconds) {
    result.accept(work, seconds);
  }

  /** Cora and Citeseer, if their data is there. */
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

  /** A matrix of numbers from 0 to 1. Times do not depend on the values. */
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
