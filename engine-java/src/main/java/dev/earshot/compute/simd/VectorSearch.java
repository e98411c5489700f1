package dev.earshot.compute.simd;

import dev.earshot.base.Checks;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Exact search for the nearest of many vectors, such as those of a file that is mapped into memory.
 * Threads divide the rows.
 *
 * <p>A pass in float gives each row's product with the query and its squared length. For n columns
 * each of the two sums is within {@code g |x| |y|} of the exact one, in whatever order it is added
 * up, with {@code g = n u / (1 - n u)} and u = 2^-24 (Higham, Accuracy and Stability of Numerical
 * Algorithms, section 3.1). That bounds each row's distance from below and above. A row whose lower
 * bound is at most the k-th smallest upper bound may be among the k nearest; of these few the
 * distance is computed in double and decides. So the result is the same on every machine, with any
 * number of threads. Ties go to the lower row.
 *
 * <p>Several threads may use one object; their searches take turns.
 */
public final class VectorSearch implements AutoCloseable {
  /** Rows of a task: long enough to pay for it, short enough to share the rest out evenly. */
  private static final int BLOCK_ROWS = 4096;

  /** Queries of one pass. Bounds take 16 bytes for each row and query. */
  private static final int QUERIES = 8;

  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /** Below this, squares of floats lose digits, and the bound above does not hold. */
  private static final float LEAST_SQUARE = 1e-30f;

  private final MemorySegment vectors;
  private final int rows;
  private final int columns;
  private final Workers workers;
  private final RowProducts products;

  /** How the nearness of vectors is measured. */
  public enum Metric {
    /**
     * {@code x q / (|x| |q|)}, in [-1, 1]; the largest is nearest. A vector of zeros has 0 to all.
     */
    COSINE {
      @Override
      double value(double dot, double square, double querySquare) {
        double lengths = Math.sqrt(square) * Math.sqrt(querySquare);
        return lengths == 0 ? 0 : Math.clamp(dot / lengths, -1, 1);
      }

      @Override
      double cost(double value) {
        return -value;
      }
    },
    /** {@code |x - q|}; the smallest is nearest. */
    EUCLIDEAN {
      @Override
      double value(double dot, double square, double querySquare) {
        return square + querySquare - 2 * dot;
      }

      @Override
      double cost(double value) {
        return value;
      }
    };

    /** The cosine, or the squared distance. */
    abstract double value(double dot, double square, double querySquare);

    /** A number that is smaller for a nearer vector. */
    abstract double cost(double value);
  }

  /**
   * A row that was found.
   *
   * @param row its number, from 0
   * @param value the cosine of the angle, or the distance: see {@link Metric}
   */
  public record Match(int row, double value) {}

  /**
   * Prepares searches.
   *
   * @param vectors rows x columns float32 numbers, little-endian, row after row: a mapped file, for
   *     example. It must stay accessible until the search is closed
   * @param rows number of rows
   * @param columns numbers of a row, at least 1
   * @param threads how many threads search
   * @throws IllegalArgumentException if the memory is smaller than that
   */
  public VectorSearch(MemorySegment vectors, int rows, int columns, int threads) {
    Checks.require(rows >= 0, "%s rows, expected at least 0", rows);
    Checks.require(columns >= 1, "%s columns, expected at least 1", columns);
    Checks.require(threads >= 1, "%s threads, expected at least 1", threads);
    Checks.require(
        vectors.byteSize() / Float.BYTES / columns >= rows,
        "%s bytes, expected %s rows of %s numbers",
        vectors.byteSize(),
        rows,
        columns);
    this.vectors = vectors;
    this.rows = rows;
    this.columns = columns;
    workers = new Workers(SimdWidth::open, threads);
    boolean plain = SimdWidth.widestAllowed().isEmpty() || SimdWidth.handicap().isPresent();
    products = plain ? new PlainRowProducts() : new VectorApiRowProducts();
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /**
   * Finds the rows nearest to a query, from near to far.
   *
   * @param query a vector of as many numbers as a row, all finite
   * @param k the number of rows to find; fewer are found if there are no more
   */
  public List<Match> nearest(float[] query, int k, Metric metric) {
    return search(query, k, metric, row -> true).getFirst();
  }

  /**
   * The same among some of the rows.
   *
   * @param among the rows that may be found
   */
  public List<Match> nearest(float[] query, int k, Metric metric, BitSet among) {
    return search(query, k, metric, among::get).getFirst();
  }

  /**
   * Finds the nearest rows of each of several queries. The rows are read once for eight queries.
   *
   * @param queries vectors of as many numbers as a row, one after the other, at least one
   * @param among the rows that may be found
   * @return a list for each query, from near to far
   */
  public List<List<Match>> nearestOfEach(float[] queries, int k, Metric metric, BitSet among) {
    return search(queries, k, metric, among::get);
  }

  private synchronized List<List<Match>> search(
      float[] queries, int k, Metric metric, IntPredicate among) {
    Checks.require(k >= 1, "%s rows to find, expected at least 1", k);
    Checks.require(
        queries.length > 0 && queries.length % columns == 0,
        "the queries have %s numbers, expected a multiple of %s",
        queries.length,
        columns);
    for (float number : queries) {
      Checks.require(Float.isFinite(number), "a query has a number that is %s", number);
    }
    List<List<Match>> found = new ArrayList<>();
    int count = queries.length / columns;
    for (int first = 0; first < count; first += QUERIES) {
      List<Pass> passes = new ArrayList<>();
      for (int i = first; i < Math.min(count, first + QUERIES); i++) {
        passes.add(new Pass(queries, i * columns, metric));
      }
      workers.runBlocks(rows, BLOCK_ROWS, (from, to, worker) -> passes(passes, from, to, among));
      passes.forEach(pass -> found.add(pass.nearest(k)));
    }
    return found;
  }

  /** All queries read a row while it is in the cache. */
  private void passes(List<Pass> passes, int from, int to, IntPredicate among) {
    float[] dots = new float[1];
    float[] squares = new float[1];
    for (int row = from; row < to; row++) {
      boolean may = among.test(row);
      for (Pass pass : passes) {
        if (may) {
          products.compute(
              vectors, 4L * row * columns, pass.query, pass.first, columns, dots, squares, 0);
          pass.bound(row, dots[0], squares[0]);
        } else {
          pass.exclude(row);
        }
      }
    }
  }

  /** One query's bounds on the cost of each row. */
  private final class Pass {
    private final float[] query;
    private final int first;
    private final Metric metric;
    private final double querySquare;
    private final double[] least = new double[rows];
    private final double[] most = new double[rows];

    Pass(float[] query, int first, Metric metric) {
      this.query = query;
      this.first = first;
      this.metric = metric;
      querySquare =
          IntStream.range(first, first + columns)
              .mapToDouble(t -> (double) query[t] * query[t])
              .sum();
    }

    void exclude(int row) {
      least[row] = Double.POSITIVE_INFINITY;
      most[row] = Double.POSITIVE_INFINITY;
    }

    void bound(int row, float dot, float square) {
      // One more rounding for a product that is not fused, and as much again for all that follows.
      double g = 2 * (columns + 2) * UNIT_ROUNDOFF;
      boolean holds =
          g < 0.5 && square >= LEAST_SQUARE && querySquare >= LEAST_SQUARE && isFinite(dot, square);
      if (!holds) {
        least[row] = Double.NEGATIVE_INFINITY;
        most[row] = Double.POSITIVE_INFINITY;
        return;
      }
      double cost = metric.cost(metric.value(dot, square, querySquare));
      double scale = metric == Metric.COSINE ? 1 : square + querySquare;
      least[row] = cost - 2 * g * scale;
      most[row] = cost + 2 * g * scale;
    }

    private static boolean isFinite(float dot, float square) {
      return Float.isFinite(dot) && Float.isFinite(square);
    }

    List<Match> nearest(int k) {
      double limit = smallest(most, k);
      List<Match> candidates = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        if (least[row] <= limit && least[row] < Double.POSITIVE_INFINITY) {
          candidates.add(new Match(row, exact(row)));
        }
      }
      // Rows come in ascending order, and the sort keeps it among equals.
      candidates.sort(Comparator.comparingDouble(match -> metric.cost(match.value())));
      return List.copyOf(candidates.subList(0, Math.min(k, candidates.size())));
    }

    /** In double, where the products of two floats are exact. */
    private double exact(int row) {
      double dot = 0;
      double square = 0;
      double distance = 0;
      for (int t = 0; t < columns; t++) {
        double x = vectors.get(RowProducts.NUMBER, 4L * row * columns + 4L * t);
        double q = query[first + t];
        dot += x * q;
        square += x * x;
        distance += (x - q) * (x - q);
      }
      // Differences keep the digits that the other formula of the distance cancels.
      return metric == Metric.EUCLIDEAN
          ? Math.sqrt(distance)
          : metric.value(dot, square, querySquare);
    }
  }

  /** The k-th smallest number; infinite if there are fewer. */
  private static double smallest(double[] numbers, int k) {
    PriorityQueue<Double> kept = new PriorityQueue<>(Comparator.reverseOrder());
    double limit = Double.POSITIVE_INFINITY;
    for (double number : numbers) {
      if (kept.size() < k) {
        kept.add(number);
        limit = kept.size() == k ? kept.peek() : limit;
      } else if (number < limit) {
        kept.poll();
        kept.add(number);
        limit = kept.peek();
      }
    }
    return limit;
  }

  @Override
  public synchronized void close() {
    workers.close();
  }
}
