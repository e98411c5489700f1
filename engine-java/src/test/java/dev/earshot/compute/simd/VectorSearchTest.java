package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.earshot.compute.simd.VectorSearch.Match;
import dev.earshot.compute.simd.VectorSearch.Metric;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VectorSearchTest {
  @TempDir Path folder;

  /** The numbers in a file that is mapped into memory from this byte on. */
  private MemorySegment mapped(float[] x, int firstByte) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(firstByte + 4 * x.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(firstByte);
    for (float number : x) {
      bytes.putFloat(number);
    }
    Path file = Files.write(folder.resolve("vectors"), bytes.array());
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(MapMode.READ_ONLY, firstByte, 4L * x.length, Arena.ofAuto());
    }
  }

  private static float[] random(int n, long seed, double mean) {
    Random random = new Random(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (mean + random.nextGaussian());
    }
    return x;
  }

  /** The definition, in double, one row after the other. */
  private static List<Match> plain(
      float[] x, int columns, float[] query, int k, Metric metric, BitSet among) {
    List<Match> all = new ArrayList<>();
    for (int row = among.nextSetBit(0); row >= 0; row = among.nextSetBit(row + 1)) {
      double dot = 0;
      double square = 0;
      double querySquare = 0;
      double distance = 0;
      for (int t = 0; t < columns; t++) {
        double a = x[row * columns + t];
        double b = query[t];
        dot += a * b;
        square += a * a;
        querySquare += b * b;
        distance += (a - b) * (a - b);
      }
      double lengths = Math.sqrt(square) * Math.sqrt(querySquare);
      double cosine = lengths == 0 ? 0 : dot / lengths;
      all.add(new Match(row, metric == Metric.COSINE ? cosine : Math.sqrt(distance)));
    }
    Comparator<Match> near = Comparator.comparingDouble(Match::value);
    all.sort(metric == Metric.COSINE ? near.reversed() : near);
    return all.subList(0, Math.min(k, all.size()));
  }

  private static BitSet all(int rows) {
    BitSet all = new BitSet();
    all.set(0, rows);
    return all;
  }

  private static void assertSame(List<Match> expected, List<Match> found) {
    assertEquals(
        expected.stream().map(Match::row).toList(), found.stream().map(Match::row).toList());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).value(), found.get(i).value(), 1e-12);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 3", "53, 17", "257, 31", "5000, 33", "9000, 64", "300, 384"})
  void findsWhatPlainLoopsFind(int rows, int columns) throws IOException {
    float[] x = random(rows * columns, 1, 0);
    float[] query = random(columns, 2, 0);
    try (var search = new VectorSearch(mapped(x, 0), rows, columns, 2)) {
      for (Metric metric : Metric.values()) {
        for (int k : new int[] {1, 10, rows}) {
          assertSame(
              plain(x, columns, query, k, metric, all(rows)), search.nearest(query, k, metric));
        }
      }
    }
  }

  /** The mean cancels in distances, and all cosines are nearly 1. */
  @ParameterizedTest
  @EnumSource(Metric.class)
  void nearlyEqualRowsAreToldApart(Metric metric) throws IOException {
    int rows = 3000;
    int columns = 40;
    float[] x = random(rows * columns, 3, 1000);
    float[] query = random(columns, 4, 1000);
    try (var search = new VectorSearch(mapped(x, 0), rows, columns, 2)) {
      assertSame(
          plain(x, columns, query, 20, metric, all(rows)), search.nearest(query, 20, metric));
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void equalRowsComeInTheirOrder(Metric metric) throws IOException {
    int rows = 10_000;
    float[] x = new float[rows * 2];
    Arrays.fill(x, 1);
    try (var search = new VectorSearch(mapped(x, 0), rows, 2, 2)) {
      List<Match> found = search.nearest(new float[] {1, 2}, 5, metric);
      assertEquals(List.of(0, 1, 2, 3, 4), found.stream().map(Match::row).toList());
    }
  }

  /** Squares of such numbers are 0, infinite or not accurate in float. */
  @ParameterizedTest
  @EnumSource(Metric.class)
  void tinyAndHugeNumbersAndZerosAreFoundToo(Metric metric) throws IOException {
    int columns = 9;
    float[] scales = {1e-25f, 0, 1e25f, 1, 1e-12f, 1e18f};
    float[] x = random(scales.length * 50 * columns, 5, 0);
    for (int i = 0; i < x.length; i++) {
      x[i] *= scales[i / columns % scales.length];
    }
    int rows = x.length / columns;
    try (var search = new VectorSearch(mapped(x, 0), rows, columns, 2)) {
      for (float scale : scales) {
        float[] query = random(columns, 6, 0);
        for (int t = 0; t < columns; t++) {
          query[t] *= scale;
        }
        assertEquals(
            plain(x, columns, query, rows, metric, all(rows)).stream().map(Match::row).toList(),
            search.nearest(query, rows, metric).stream().map(Match::row).toList());
        assertEquals(
            plain(x, columns, query, 7, metric, all(rows)).stream().map(Match::row).toList(),
            search.nearest(query, 7, metric).stream().map(Match::row).toList());
      }
    }
  }

  @Test
  void severalQueriesFindWhatEachFindsAmongTheRowsOfTheMask() throws IOException {
    int rows = 700;
    int columns = 21;
    int queries = 19;
    float[] x = random(rows * columns, 7, 0);
    float[] asked = random(queries * columns, 8, 0);
    BitSet among = new BitSet();
    IntStream.range(0, rows).filter(row -> row % 3 != 1).forEach(among::set);
    // At a place where no float would be aligned.
    try (var search = new VectorSearch(mapped(x, 13), rows, columns, 2)) {
      List<List<Match>> found = search.nearestOfEach(asked, 9, Metric.COSINE, among);
      assertEquals(queries, found.size());
      for (int i = 0; i < queries; i++) {
        float[] query = Arrays.copyOfRange(asked, i * columns, (i + 1) * columns);
        assertSame(plain(x, columns, query, 9, Metric.COSINE, among), found.get(i));
        assertEquals(found.get(i), search.nearest(query, 9, Metric.COSINE, among));
      }
      assertEquals(
          List.of(), search.nearest(random(columns, 9, 0), 3, Metric.COSINE, new BitSet()));
    }
  }

  /** Both kernels, whichever one this JVM would choose, give the sums. */
  @Test
  void theKernelsAgreeWithTheSums() throws IOException {
    for (int n : new int[] {1, 2, 7, 16, 33, 100}) {
      float[] x = random(n, 10, 0);
      float[] query = random(n + 1, 11, 0);
      double dot = 0;
      double square = 0;
      for (int t = 0; t < n; t++) {
        dot += (double) x[t] * query[1 + t];
        square += (double) x[t] * x[t];
      }
      for (RowProducts kernel : List.of(new PlainRowProducts(), new VectorApiRowProducts())) {
        float[] dots = new float[2];
        float[] squares = new float[2];
        MemorySegment memory = MemorySegment.ofArray(x);
        kernel.compute(memory, 0, query, 1, n, dots, squares, 1);
        assertEquals(dot, dots[1], 1e-4);
        assertEquals(square, squares[1], 1e-4);
      }
    }
  }

  @Test
  void tooFewNumbersAreRefused() {
    MemorySegment ten = MemorySegment.ofArray(new float[10]);
    var refusal =
        assertThrows(IllegalArgumentException.class, () -> new VectorSearch(ten, 3, 4, 1));
    assertEquals("40 bytes, expected 3 rows of 4 numbers", refusal.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new VectorSearch(ten, 3, 0, 1));
  }

  @Test
  void aQueryOfAnotherLengthOrWithoutANumberIsRefused() throws IOException {
    try (var search = new VectorSearch(mapped(new float[8], 0), 2, 4, 1)) {
      assertThrows(
          IllegalArgumentException.class, () -> search.nearest(new float[3], 1, Metric.COSINE));
      assertThrows(
          IllegalArgumentException.class,
          () -> search.nearest(new float[] {0, 1, Float.NaN, 0}, 1, Metric.COSINE));
      assertThrows(
          IllegalArgumentException.class, () -> search.nearest(new float[4], 0, Metric.COSINE));
    }
  }
}
