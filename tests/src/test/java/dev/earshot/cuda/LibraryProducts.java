package dev.earshot.cuda;

import dev.earshot.check.Parity;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.reference.ReferenceBackend;
import java.util.Arrays;

/** Products that are big enough for NVIDIA's libraries. */
final class LibraryProducts {
  private static final int N = 300;
  private static final int K = 256;
  private static final int M = 220;

  /** Nodes and entries a row of the sparse matrix. */
  private static final int NODES = 1500;

  private static final int DEGREE = 90;
  private static final int WIDTH = 5;

  private LibraryProducts() {}

  /** Whether all layouts of dense products, and sparse ones, agree with the reference. */
  static boolean agree(Backend backend) {
    Backend reference = ReferenceBackend.open();
    double worst = Parity.error(dense(backend).toArray(), dense(reference).toArray());
    SparseMatrix here = sparse(backend);
    SparseMatrix there = sparse(reference);
    worst = Math.max(worst, Parity.error(forward(backend, here), forward(reference, there)));
    worst = Math.max(worst, Parity.error(backward(backend, here), backward(reference, there)));
    return worst <= 1e-10;
  }

  private static double[] values(int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> (float) Math.sin(1.7 * i + 1e-5 * i * i));
    return values;
  }

  private static Matrix dense(Backend backend) {
    Matrix x = backend.matrixOf(N, K, values(N * K));
    Matrix w = backend.matrixOf(K, M, values(K * M));
    Matrix bias = backend.matrixOf(1, M, values(M));
    Matrix y = backend.newMatrix(N, M);
    backend.dense().linear(x, w, Epilogue.of(bias, Activation.RELU), y);
    Matrix weightGradient = backend.matrixOf(K, M, values(K * M));
    backend.dense().multiplyTransposedA(x, y, 1, weightGradient);
    Matrix inputGradient = backend.newMatrix(N, K);
    inputGradient.fill(Double.NaN);
    backend.dense().multiplyTransposedB(y, weightGradient, 0, inputGradient);
    return inputGradient;
  }

  /** Entries that differ with {@code shift}, as many in all. */
  static void write(SparseMatrix matrix, int shift) {
    int[] offsets = new int[NODES + 1];
    int[] columns = new int[NODES * DEGREE];
    for (int i = 0; i < NODES; i++) {
      offsets[i + 1] = (i + 1) * DEGREE;
      for (int e = 0; e < DEGREE; e++) {
        columns[i * DEGREE + e] = (31 * i + 7 * e + shift) % NODES;
      }
    }
    matrix.write(offsets, columns, values(NODES * DEGREE));
  }

  static SparseMatrix sparse(Backend backend) {
    SparseMatrix matrix = backend.newSparseMatrix(NODES, NODES, NODES * DEGREE);
    write(matrix, 0);
    return matrix;
  }

  static Matrix operand(Backend backend) {
    return backend.matrixOf(NODES, WIDTH, values(NODES * WIDTH));
  }

  static double[] forward(Backend backend, SparseMatrix a) {
    Matrix y = backend.newMatrix(NODES, WIDTH);
    Matrix bias = backend.matrixOf(1, WIDTH, values(WIDTH));
    backend.sparse().propagate(a, operand(backend), Epilogue.of(bias, Activation.RELU), y);
    return y.toArray();
  }

  private static double[] backward(Backend backend, SparseMatrix a) {
    Matrix gradient = operand(backend);
    Matrix y = backend.matrixOf(NODES, WIDTH, values(NODES * WIDTH));
    backend.sparse().propagateTransposed(a, gradient, 1, y);
    return y.toArray();
  }
}
