package dev.earshot.bench.peers;

import dev.earshot.compute.Philox;
import dev.earshot.compute.simd.VectorSearch;
import dev.earshot.compute.simd.VectorSearch.Match;
import dev.earshot.compute.simd.VectorSearch.Metric;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the vectors of a mapped file that are nearest to queries by cosine. Arguments: number of
 * vectors, numbers of a vector, number of queries, output folder, which gets the file.
 */
public final class SearchWork {
  private static final int NEAREST = 10;

  private SearchWork() {}

  public static void main(String[] args) throws IOException {
    int rows = Integer.parseInt(args[0]);
    int columns = Integer.parseInt(args[1]);
    int queries = Integer.parseInt(args[2]);
    Path folder = Path.of(args[3]);
    Path file = folder.resolve("vectors.f32");
    write(file, rows, columns);
    float[] asked = new float[queries * columns];
    fill(asked, 2, 0);
    BitSet all = new BitSet(rows);
    all.set(0, rows);
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofShared()) {
      MemorySegment vectors = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      try (VectorSearch search = new VectorSearch(vectors, rows, columns, Meter.threads())) {
        Runnable once = () -> search.nearestOfEach(asked, NEAREST, Metric.COSINE, all);
        int[] found =
            search.nearestOfEach(asked, NEAREST, Metric.COSINE, all).stream()
                .flatMap(List::stream)
                .mapToInt(Match::row)
                .toArray();
        Map<String, NdArray> exchange = new LinkedHashMap<>();
        exchange.put("queries", NumberArray.of(asked, queries, columns));
        exchange.put("nearest", NumberArray.of(found, queries, NEAREST));
        Npz.write(folder.resolve("search.npz"), exchange);

        Map<String, Object> facts = new LinkedHashMap<>();
        // The product with each query, and the length of each vector once.
        facts.put("flops", 2.0 * rows * columns * (queries + 1));
        facts.put("bytes", 4.0 * rows * columns);
        Meter.serve(facts, once);
      }
    }
  }

  private static void write(Path file, int rows, int columns) throws IOException {
    float[] row = new float[columns];
    ByteBuffer bytes = ByteBuffer.allocate(4 * columns).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < rows; i++) {
        fill(row, 1, i);
        bytes.clear();
        bytes.asFloatBuffer().put(row);
        channel.write(bytes);
      }
    }
  }

  /** Numbers between -1 and 1, the same for the same seed and place. */
  private static void fill(float[] into, long seed, int place) {
    Philox philox = new Philox(seed);
    for (int t = 0; t < into.length; t += 4) {
      philox.at(t / 4, place, 0, 0);
      for (int k = 0; k < Math.min(4, into.length - t); k++) {
        into[t + k] = (float) (2 * philox.uniform(k) - 1);
      }
    }
  }
}
