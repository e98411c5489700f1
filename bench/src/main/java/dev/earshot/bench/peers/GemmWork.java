package dev.earshot.bench.peers;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.backends.Backends;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The engine's own product of dense matrices, n x k times k x m. Arguments: n, k, m. */
public final class GemmWork {
  private GemmWork() {}

  public static void main(String[] args) throws IOException {
    int n = Integer.parseInt(args[0]);
    int k = Integer.parseInt(args[1]);
    int m = Integer.parseInt(args[2]);
    Backend backend = Backends.choose("simd").provider().open();
    Matrix x = filled(backend, n, k);
    Matrix w = filled(backend, k, m);
    Matrix y = backend.newMatrix(n, m);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("flops", 2.0 * n * k * m);
    facts.put("bytes", 4.0 * ((double) n * k + (double) k * m + (double) n * m));
    Meter.serve(facts, () -> backend.dense().linear(x, w, Epilogue.NONE, y));
  }

  private static Matrix filled(Backend backend, int rows, int columns) {
    double[] values = new double[rows * columns];
    Arrays.setAll(values, i -> Math.sin(i));
    return backend.matrixOf(rows, columns, values);
  }
}
