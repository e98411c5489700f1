package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain loops and vectors give the same bits for heads of any number and width. */
class HeadRowsTest {
  private static final int NODES = 40;
  private static final int ENTRIES = 200;

  private final VectorOps plain = new PlainOps("for the test");
  private final VectorOps vector = VectorApiOps.open();

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "1, 40", "2, 3", "3, 5", "4, 16", "8, 8", "8, 16", "16, 12", "17, 9"})
  void plainLoopsAndVectorsAgree(int heads, int width) {
    SimdSparseMatrix graph = graph();
    BiConsumer<VectorOps, HeadRows> sums = VectorOps::addNeighbors;
    compare(heads, width, graph.entries(), sums);
    compare(heads, width, graph.transposed(), sums);
    compare(heads, width, graph.entries(), VectorOps::multiplyNeighbors);
    compare(heads, 2, graph.entries(), (ops, rows) -> ops.neighborScores(rows, 0.2f));
    compare(heads, 2, graph.entries(), VectorOps::normalizeNeighbors);
    compare(heads, 2, graph.entries(), (ops, rows) -> ops.scoreSlopes(rows, 0.2));
    float[] x = numbers(NODES * heads * width);
    float[] expected = new float[x.length];
    float[] y = new float[x.length];
    plain.transposeRows(x, 0, NODES, heads, width, expected, 0);
    vector.transposeRows(x, 0, NODES, heads, width, y, 0);
    assertArrayEquals(expected, y);
  }

  private void compare(
      int heads, int width, CompressedRows graph, BiConsumer<VectorOps, HeadRows> run) {
    HeadRows expected = rows(heads, width, graph);
    HeadRows rows = rows(heads, width, graph);
    run.accept(plain, expected);
    run.accept(vector, rows);
    assertArrayEquals(expected.own, rows.own);
    assertArrayEquals(expected.numbers, rows.numbers);
    assertArrayEquals(expected.slopes, rows.slopes);
  }

  /** The numbers of all but the first three rows of the graph. */
  private static HeadRows rows(int heads, int width, CompressedRows graph) {
    int size = NODES * heads * width;
    HeadRows rows =
        new HeadRows()
            .of(heads, width, graph)
            .rows(3, NODES)
            .nodes(numbers(size + 5), 5)
            .own(numbers(size), 0)
            .numbers(numbers(ENTRIES * heads), 0)
            .gradient(numbers(ENTRIES * heads + 2), 2, new float[size])
            .start(false);
    rows.bias = numbers(heads * width);
    rows.least = -0.5f;
    return rows;
  }

  private static SimdSparseMatrix graph() {
    Random random = new Random(3);
    int[] ends = IntStream.range(0, NODES - 1).map(i -> random.nextInt(ENTRIES)).sorted().toArray();
    int[] offsets = new int[NODES + 1];
    System.arraycopy(ends, 0, offsets, 1, ends.length);
    offsets[NODES] = ENTRIES;
    int[] columns = new int[ENTRIES];
    for (int i = 0; i < NODES; i++) {
      int count = Math.min(NODES, offsets[i + 1] - offsets[i]);
      offsets[i + 1] = offsets[i] + count;
      int[] some = random.ints(0, NODES).distinct().limit(count).sorted().toArray();
      System.arraycopy(some, 0, columns, offsets[i], count);
    }
    int count = offsets[NODES];
    SimdSparseMatrix graph = new SimdSparseMatrix(NODES, NODES, ENTRIES);
    graph.write(offsets, Arrays.copyOf(columns, count), new double[count]);
    return graph;
  }

  private static float[] numbers(int n) {
    Random random = new Random(n);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = 2 * random.nextFloat() - 1;
    }
    return x;
  }
}
