package dev.earshot.bench.peers;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.backends.Backends;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds each clip's two nearest other clips and its farthest one. Arguments: file with the vectors,
 * number of clips, output folder. If the file has fewer vectors, they are repeated, each moved a
 * little.
 */
public final class NeighborWork {
  private static final int NEAREST = 2;
  private static final double MOVE = 0.05;

  private NeighborWork() {}

  public static void main(String[] args) throws IOException {
    var pool = (NumberArray) Npz.read(Path.of(args[0]), "x"::equals).get("x");
    int n = Integer.parseInt(args[1]);
    int columns = pool.shape().get(1);
    float[] values = repeated(pool.toFloats(), columns, n);
    Backend backend = Backends.choose("simd").provider().open(Meter.threads());
    Matrix x = backend.newMatrix(n, columns);
    x.write(values);
    int[] none = new int[n];
    Arrays.fill(none, -1);
    Indices labels = backend.indicesOf(none);
    Indices nearest = backend.newIndices(NEAREST * n);
    Indices farthest = backend.newIndices(n);
    Runnable join = () -> backend.neighbors().neighbors(x, labels, NEAREST, nearest, farthest);
    join.run();

    Map<String, NdArray> exchange = new LinkedHashMap<>();
    exchange.put("x", NumberArray.of(values, n, columns));
    exchange.put("nearest", NumberArray.of(nearest.toArray(), n, NEAREST));
    exchange.put("farthest", NumberArray.of(farthest.toArray(), n));
    Npz.write(Path.of(args[2]).resolve("neighbors.npz"), exchange);

    Map<String, Object> facts = new LinkedHashMap<>();
    // Each pair is computed once, as a product, with two operations for each coordinate.
    facts.put("flops", (double) n * n * columns);
    facts.put("bytes", 4.0 * n * (columns + NEAREST + 1));
    Meter.serve(facts, join);
  }

  private static float[] repeated(float[] pool, int columns, int n) {
    float[] values = new float[n * columns];
    Philox philox = new Philox(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = pool[i % pool.length];
      if (i >= pool.length) {
        values[i] += (float) (MOVE * philox.at(i / 4, 0, 0, 0).normal(i % 4));
      }
    }
    return values;
  }
}
