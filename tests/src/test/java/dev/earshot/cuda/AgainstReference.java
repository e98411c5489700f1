package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.check.Parity;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests that do the same on the device and on the reference. */
abstract class AgainstReference {
  /** What is tested. */
  Backend cuda;

  final Backend reference = ReferenceBackend.open();

  @BeforeEach
  void open() {
    cuda = HostDriver.openAny();
  }

  @AfterEach
  void close() {
    if (cuda != null) {
      cuda.close();
    }
  }

  /** Uniform in -1 .. 1, rounded to float. */
  static double[] values(int count, int seed) {
    Philox philox = new Philox(seed);
    double[] values = new double[count];
    Arrays.setAll(values, i -> (float) (2 * philox.at(i / 4, 0, 0, 0).uniform(i % 4) - 1));
    return values;
  }

  /** Uniform in from .. to - 1. */
  static int[] integers(int count, int from, int to, int seed) {
    return Arrays.stream(values(count, seed))
        .mapToInt(v -> (int) Math.floor(from + (v + 1) / 2 * (to - from)))
        .toArray();
  }

  /** All elements of several matrices, one after the other. */
  static Matrix together(Backend backend, Matrix... parts) {
    int size = Arrays.stream(parts).mapToInt(Matrix::size).sum();
    Matrix all = backend.newMatrix(1, size);
    double[] values = new double[size];
    int at = 0;
    for (Matrix part : parts) {
      System.arraycopy(part.toArray(), 0, values, at, part.size());
      at += part.size();
    }
    all.write(values);
    return all;
  }

  /** The results differ by no more than float rounds. */
  final void agree(Function<Backend, Matrix> work) {
    double error = Parity.error(work.apply(cuda).toArray(), work.apply(reference).toArray());
    assertTrue(error <= 1e-10, () -> "normalised squared error " + error);
  }

  final void agreeExactly(Function<Backend, Indices> work) {
    assertArrayEquals(work.apply(reference).toArray(), work.apply(cuda).toArray());
  }
}
