package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ridge regression and discriminants beside scikit-learn 1.9.1 and NumPy, with fewer and with more
 * columns than rows. One row has no label and must not count.
 */
class RidgeTest {
  private static final int[] LABELS = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, -1};

  private static final TrainingSet TALL =
      new TrainingSet(
          new float[] {
            1.5f, -0.25f, 0.75f, 0.5f, 2f, 1f, -0.5f, 0.25f, 1f, -1f, 0.25f, 0f, -1f, 1.5f, -0.75f,
            0.5f, 0.5f, 1.25f, -2f, 0.75f, 0f, -1.5f, -1.25f, -0.5f, 40f, 40f
          },
          2,
          LABELS,
          3);

  private static final float[] TALL_QUERIES = {0.5f, 0.5f, -1f, 0f, 0f, -2f};

  private static final int COLUMNS = 20;

  private static final TrainingSet WIDE =
      new TrainingSet(
          wide(13, (i, j) -> Math.sin(1 + 7 * i + 3 * j) + (j % 3 == LABELS[i] ? 0.5 : 0)),
          COLUMNS,
          LABELS,
          3);

  private static final float[] WIDE_QUERIES =
      wide(3, (i, j) -> 0.2 * Math.cos(1 + 5 * i + 2 * j) + (j % 3 == i ? 0.1 : 0));

  private static Backend backend;

  private interface Value {
    double at(int row, int column);
  }

  private static float[] wide(int rows, Value value) {
    float[] x = new float[rows * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) value.at(i / COLUMNS, i % COLUMNS);
    }
    return x;
  }

  @BeforeAll
  static void open() {
    backend = Backends.choose("reference").provider().open();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static void expect(
      double[] expected, Learner learner, TrainingSet data, float[] queries) {
    try {
      float[] found = learner.fit(data, 0, backend).probabilities(queries, backend);
      double[] wide = IntStream.range(0, found.length).mapToDouble(i -> found[i]).toArray();
      assertArrayEquals(expected, wide, 2e-6);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Expected: the softmax of {@code Ridge(alpha=0.1 d)}, with sample weights, on 1 and -1. */
  @Test
  void ridgeIsScikitLearns() {
    double[] tall = {
      0.48470104,
      0.33816695,
      0.177132,
      0.19661499,
      0.39739369,
      0.40599132,
      0.17452425,
      0.04525178,
      0.78022397
    };
    expect(tall, new Ridge(0.1), TALL, TALL_QUERIES);
    double[] wide = {
      0.5756362, 0.2332334, 0.1911304, 0.3574835, 0.4594137, 0.1831028, 0.1947911, 0.4491046,
      0.3561043
    };
    expect(wide, new Ridge(0.1), WIDE, WIDE_QUERIES);
  }

  /** Expected: {@code ledoit_wolf(assume_centered=True)} and NumPy's {@code solve}. */
  @Test
  void discriminantsAreNumPys() {
    double[] tall = {
      0.8321247,
      0.14039547,
      0.02747983,
      0.04331255,
      0.50496117,
      0.45172628,
      0.02084474,
      0.00015673,
      0.97899853
    };
    expect(tall, new LinearDiscriminant(), TALL, TALL_QUERIES);
    double[] wide = {1, 0, 0, 0.0000176, 0.9999824, 0, 0, 0.9962277, 0.0037723};
    expect(wide, new LinearDiscriminant(), WIDE, WIDE_QUERIES);
  }

  @Test
  void theRidgeSystemIsSolved() {
    for (int columns : new int[] {3, 5, 9}) {
      double[] a = IntStream.range(0, 5 * columns).mapToDouble(i -> Math.sin(i * i + 1)).toArray();
      double[] b = IntStream.range(0, 2 * columns).mapToDouble(i -> Math.cos(3 * i)).toArray();
      double[] z = new RidgeSystem(a, 5, columns).solve(0.25, b, 2);
      for (int i = 0; i < columns; i++) {
        for (int c = 0; c < 2; c++) {
          double sum = 0.25 * z[2 * i + c];
          for (int k = 0; k < columns; k++) {
            for (int row = 0; row < 5; row++) {
              sum += a[row * columns + i] * a[row * columns + k] * z[2 * k + c];
            }
          }
          assertEquals(b[2 * i + c], sum, 1e-12);
        }
      }
    }
  }

  /** With one row a class nothing is known of the covariance: the nearest mean wins. */
  @Test
  void aRowAClassMakesTheNearestMeanWin() {
    var two = new TrainingSet(new float[] {0, 2, 9}, 1, new int[] {0, 1, -1}, 2);
    expect(new double[] {0.5, 0.5}, new LinearDiscriminant(), two, new float[] {1});
    expect(
        new double[] {1 / (1 + Math.exp(-2)), 1 / (1 + Math.exp(2))},
        new LinearDiscriminant(),
        two,
        new float[] {0});
  }
}
