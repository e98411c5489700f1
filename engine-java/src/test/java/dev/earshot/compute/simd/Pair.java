package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.check.OperationCase;
import dev.earshot.check.Parity;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.reference.ReferenceBackend;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes the same call on the float backend and on the reference, with equal float inputs. */
final class Pair {
  private final Backend simd;
  private final Backend reference = ReferenceBackend.open();

  private Pair(Supplier<VectorOps> newOps, int threads) {
    simd = new SimdBackend(newOps, threads);
  }

  /**
   * One pair with plain loops, and pairs with vectors on 1 and 3 threads. The vectors are as wide
   * as the system property allows.
   */
  static Stream<Pair> all() {
    return Stream.of(
        new Pair(() -> new PlainOps("for the test"), 1),
        new Pair(VectorApiOps::open, 1),
        new Pair(VectorApiOps::open, 3));
  }

  /** Makes a backend's buffers. The same calls give the same values. */
  static final class Buffers {
    final Backend backend;
    private final Random random = new Random(17);

    private Buffers(Backend backend) {
      this.backend = backend;
    }

    /** Normally distributed numbers. The matrix is in the middle of a larger buffer. */
    Matrix matrix(int rows, int columns) {
      return backend
          .matrixOf(1, rows * columns + 8, values(rows * columns + 8))
          .slice(3, rows, columns);
    }

    /** Whole numbers with few different values. */
    Matrix coarse(int rows, int columns) {
      return backend.matrixOf(
          rows, columns, random.ints((long) rows * columns, -1, 2).asDoubleStream().toArray());
    }

    /** An output full of NaN. A kernel that reads it before writing gets NaN as its result. */
    Matrix poison(int rows, int columns) {
      Matrix matrix = backend.newMatrix(rows, columns);
      matrix.fill(Double.NaN);
      return matrix;
    }

    Indices indices(int length, int from, int to) {
      return backend.indicesOf(random.ints(length, from, to).toArray());
    }

    /** About three entries a row, some rows empty. */
    SparseMatrix sparse(int rows, int columns) {
      int[] offsets = new int[rows + 1];
      for (int i = 0; i < rows; i++) {
        offsets[i + 1] = offsets[i] + random.nextInt(7);
      }
      SparseMatrix matrix = backend.newSparseMatrix(rows, columns, 6 * rows);
      int nnz = offsets[rows];
      matrix.write(offsets, random.ints(nnz, 0, columns).toArray(), values(nnz));
      return matrix;
    }

    RandomSource source(int stream) {
      return new RandomSource(0x1234_5678_9ABCL, stream, backend.indicesOf(11));
    }

    private double[] values(int count) {
      return random.doubles(count).map(u -> (float) (4 * u - 2)).toArray();
    }
  }

  /** Runs the call on both and compares the matrix it returns. */
  void agree(BiFunction<Buffers, Backend, Matrix> call) {
    allAgree((b, backend) -> List.of(call.apply(b, backend)));
  }

  /** Runs the call on both and compares the matrices it returns. */
  void allAgree(BiFunction<Buffers, Backend, List<Matrix>> call) {
    List<Matrix> found = call.apply(new Buffers(simd), simd);
    List<Matrix> expected = call.apply(new Buffers(reference), reference);
    for (int i = 0; i < expected.size(); i++) {
      double error = Parity.error(found.get(i).toArray(), expected.get(i).toArray());
      assertTrue(error <= OperationCase.FLOAT_TOLERANCE, i + ": error " + error + " on " + this);
    }
  }

  /** Runs the call on both and compares the indices it returns. */
  void same(BiFunction<Buffers, Backend, List<Indices>> call) {
    List<Indices> found = call.apply(new Buffers(simd), simd);
    List<Indices> expected = call.apply(new Buffers(reference), reference);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).toArray(), found.get(i).toArray());
    }
  }

  /** The float backend. */
  Backend simd() {
    return simd;
  }

  @Override
  public String toString() {
    return simd.description();
  }
}
