package dev.earshot.encoders;

import dev.earshot.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes one vector of the rows that a network gives for a clip, one row for each stretch of it. */
public enum Pooling {
  /** The mean of each column. */
  MEAN("mean"),

  /** The mean of each column, then the standard deviation of each (divided by n). */
  MEAN_DEVIATION("mean+deviation"),

  /** The largest value of each column. */
  MAXIMUM("maximum");

  private final String words;

  Pooling(String words) {
    this.words = words;
  }

  /** The name in a card. */
  public String words() {
    return words;
  }

  /**
   * Finds a kind of pooling by its name in a card.
   *
   * @throws DataException if there is none of this name
   */
  public static Pooling named(String words) {
    return Arrays.stream(values())
        .filter(pooling -> pooling.words.equals(words))
        .findAny()
        .orElseThrow(() ->
            new DataException(
                "pool '%s' is unknown; expected one of %s"
                    .formatted(
                        words,
                        Arrays.stream(values())
                            .map(Pooling::words)
                            .collect(Collectors.joining(", ")))));
  }

  /** The names of the vector's values, for an output of {@code dims} columns. */
  List<String> columnNames(String output, int dims) {
    var names = IntStream.range(0, dims).mapToObj(i -> output + "_" + i).toList();
    return this == MEAN_DEVIATION
        ? Stream.of("_mean", "_std").flatMap(end -> names.stream().map(n -> n + end)).toList()
        : names;
  }

  /**
   * Pools rows.
   *
   * @param blocks row-major blocks of rows, at least one row
   * @param dims the columns of a row
   */
  float[] pool(List<float[]> blocks, int dims) {
    var sums = new double[dims];
    var most = new float[dims];
    Arrays.fill(most, Float.NEGATIVE_INFINITY);
    long rows = 0;
    for (var block : blocks) {
      rows += block.length / dims;
      for (int i = 0; i < block.length; i++) {
        sums[i % dims] += block[i];
        most[i % dims] = Math.max(most[i % dims], block[i]);
      }
    }
    if (this == MAXIMUM) {
      return most;
    }
    var pooled = new float[this == MEAN ? dims : 2 * dims];
    for (int i = 0; i < dims; i++) {
      sums[i] /= rows;
      pooled[i] = (float) sums[i];
    }
    if (this == MEAN_DEVIATION) {
      var squares = new double[dims];
      for (var block : blocks) {
        for (int i = 0; i < block.length; i++) {
          double off = block[i] - sums[i % dims];
          squares[i % dims] += off * off;
        }
      }
      for (int i = 0; i < dims; i++) {
        pooled[dims + i] = (float) Math.sqrt(squares[i] / rows);
      }
    }
    return pooled;
  }
}
