package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.learner.LinearProblem.Guesses;
import dev.earshot.learner.LinearProblem.Kind;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearProblemTest {
  /** Twelve labelled rows of three overlapping classes, 6 : 4 : 2, and one unlabelled row. */
  private static final TrainingSet DATA =
      new TrainingSet(
          new float[] {
            1.5f, -0.25f, 0.75f, 0.5f, 2f, 1f, -0.5f, 0.25f, 1f, -1f, 0.25f, 0f, -1f, 1.5f, -0.75f,
            0.5f, 0.5f, 1.25f, -2f, 0.75f, 0f, -1.5f, -1.25f, -0.5f, 40f, 40f
          },
          2,
          new int[] {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, -1},
          3);

  private static final float[] QUERIES = {0.5f, 0.5f, -1f, 0f, 0f, -2f};

  private static void expect(double[] expected, Learner baseline, String backendName)
      throws InterruptedException {
    try (Backend backend = Backends.choose(backendName).provider().open()) {
      float[] found = baseline.fit(DATA, 0, backend).probabilities(QUERIES, backend);
      float[] wanted = new float[expected.length];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = (float) expected[i];
      }
      assertArrayEquals(wanted, found, 1e-4f);
    }
  }

  /**
   * Expected: {@code predict_proba} of scikit-learn 1.2.1, {@code LogisticRegression(C=1,
   * tol=1e-12, max_iter=100000)}, on the rows with a label.
   */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void logisticRegressionIsScikitLearns(String backend) throws InterruptedException {
    double[] expected = {
      0.67751903,
      0.25782802,
      0.06465295,
      0.26723308,
      0.42319587,
      0.30957105,
      0.31878258,
      0.01250384,
      0.66871358
    };
    expect(expected, new LogisticRegression(1, false), backend);
  }

  /** Expected: as above with {@code C=10, class_weight='balanced'}. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void balancedLogisticRegressionIsScikitLearns(String backend) throws InterruptedException {
    double[] expected = {
      0.79179661,
      0.20173994,
      0.00646345,
      0.19841729,
      0.28889135,
      0.51269136,
      0.02163959,
      0.00000382,
      0.97835659
    };
    expect(expected, new LogisticRegression(10, true), backend);
  }

  /**
   * Expected: softmax of the margins at the minimum that SciPy 1.17's L-BFGS-B finds for the
   * balanced objective with C = 1, written out in numpy. (scikit-learn's LinearSVC penalises the
   * bias, so it has a different minimum.)
   */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void linearSvmIsTheMinimum(String backend) throws InterruptedException {
    double[] expected = {
      0.60489644,
      0.32051411,
      0.07458945,
      0.19833344,
      0.38735896,
      0.4143076,
      0.11855329,
      0.00481495,
      0.87663176
    };
    expect(expected, new LinearSvm(1, true), backend);
  }

  /** A pseudo-label of weight 1 has the same effect as a label. */
  @Test
  void pseudoLabelsOfWeightOneAreLikeLabels() throws InterruptedException {
    int[] labels = DATA.labels();
    int[] guessed = new int[labels.length];
    Arrays.fill(guessed, -1);
    for (int row : new int[] {3, 8, 10}) {
      guessed[row] = labels[row];
      labels[row] = -1;
    }
    try (Backend backend = Backends.choose("reference").provider().open()) {
      double[] all = LinearProblem.minimum(DATA, Kind.SOFTMAX, 1, true, backend);
      TrainingSet fewer = DATA.withLabels(labels);
      double[] some = minimum(fewer, new Guesses(guessed, 1), new double[all.length], backend);
      assertArrayEquals(all, some, 1e-4);
      double[] without = LinearProblem.minimum(fewer, Kind.SOFTMAX, 1, true, backend);
      double[] nothing = minimum(fewer, new Guesses(guessed, 1e-9), all, backend);
      assertArrayEquals(without, nothing, 1e-4);
    }
  }

  private static double[] minimum(
      TrainingSet data, Guesses guesses, double[] start, Backend backend)
      throws InterruptedException {
    return Lbfgs.minimise(
        new LinearProblem(data, Kind.SOFTMAX, 1, true, guesses, backend), start, 1e-6);
  }

  @ParameterizedTest
  @EnumSource
  void gradientIsTheDerivative(Kind kind) throws InterruptedException {
    int[] labels = new int[DATA.rows()];
    Arrays.fill(labels, -1);
    labels[labels.length - 1] = 1;
    gradientIsTheDerivative(kind, Guesses.none(DATA));
    gradientIsTheDerivative(kind, new Guesses(labels, 0.3));
  }

  private static void gradientIsTheDerivative(Kind kind, Guesses guesses)
      throws InterruptedException {
    try (Backend backend = Backends.choose("reference").provider().open()) {
      LinearProblem problem = new LinearProblem(DATA, kind, 0.7, true, guesses, backend);
      Random random = new Random(3);
      double[] point = random.doubles(problem.size(), -1, 1).toArray();
      double[] gradient = new double[point.length];
      double[] unused = new double[point.length];
      problem.at(point, gradient);
      for (int i = 0; i < point.length; i++) {
        double h = 1e-5;
        double kept = point[i];
        point[i] = kept + h;
        double above = problem.at(point, unused);
        point[i] = kept - h;
        double below = problem.at(point, unused);
        point[i] = kept;
        assertEquals((above - below) / (2 * h), gradient[i], 1e-8, "element " + i);
      }
    }
  }
}
