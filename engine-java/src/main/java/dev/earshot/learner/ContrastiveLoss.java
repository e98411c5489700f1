package dev.earshot.learner;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * NT-Xent (Chen, Kornblith, Norouzi, Hinton: "A simple framework for contrastive learning of visual
 * representations", ICML 2020): rows i and i + n of 2n are two views of the same clip. Each row
 * must be matched to its partner among all rows except itself. With {@code u_i = z_i / |z_i|} and
 * {@code S = U U' / tau} the loss is the mean over rows of {@code -log(exp(S_i,partner) / sum_k!=i
 * exp(S_ik))}.
 *
 * <p>With G the gradient by S, {@code dU = (G + G') U / tau} and {@code dz_i = (du_i - (du_i . u_i)
 * u_i) / |z_i|}. The backend computes the products and the softmax. The lengths are computed here.
 */
final class ContrastiveLoss {
  /** Added to a row's similarity to itself, so that its softmax is 0. */
  private static final double NEVER = -1e6;

  private static final double SHORTEST = 1e-12;

  private final Backend backend;
  private final int rows;
  private final int columns;
  private final double temperature;
  private final Matrix unit;
  private final Matrix unitGradient;
  private final Matrix selves;
  private final Matrix similarities;
  private final Matrix similarityGradient;
  private final Matrix loss;
  private final Indices partners;

  /**
   * @param rows 2n
   * @param columns length of an embedding
   * @param temperature tau
   */
  ContrastiveLoss(Backend backend, int rows, int columns, double temperature) {
    this.backend = backend;
    this.rows = rows;
    this.columns = columns;
    this.temperature = temperature;
    unit = backend.newMatrix(rows, columns);
    unitGradient = backend.newMatrix(rows, columns);
    double[] diagonal = new double[rows * rows];
    for (int i = 0; i < rows; i++) {
      diagonal[i * rows + i] = NEVER;
    }
    selves = backend.matrixOf(rows, rows, diagonal);
    similarities = backend.newMatrix(rows, rows);
    similarityGradient = backend.newMatrix(rows, rows);
    loss = backend.newMatrix(1, 2);
    partners =
        backend.indicesOf(IntStream.range(0, rows).map(i -> (i + rows / 2) % rows).toArray());
  }

  /**
   * Computes the loss and its gradient.
   *
   * @param z 2n x columns
   * @param gradient 2n x columns; overwritten
   * @return the loss
   */
  double at(Matrix z, Matrix gradient) {
    double[] directions = z.toArray();
    double[] lengths = new double[rows];
    for (int i = 0; i < rows; i++) {
      lengths[i] = Math.max(SHORTEST, Math.sqrt(dot(directions, directions, i)));
      for (int j = i * columns; j < (i + 1) * columns; j++) {
        directions[j] /= lengths[i];
      }
    }
    unit.write(directions);
    backend.dense().multiplyTransposedB(unit, unit, 0, similarities);
    backend.dense().add(1, selves, 1 / temperature, similarities);
    backend.losses().classification(similarities, partners, 1, 0, loss, similarityGradient);
    Epilogue none = new Epilogue(Optional.empty(), Activation.NONE);
    backend.dense().linear(similarityGradient, unit, none, unitGradient);
    backend.dense().multiplyTransposedA(similarityGradient, unit, 1, unitGradient);
    double[] turned = unitGradient.toArray();
    for (int i = 0; i < rows; i++) {
      double along = dot(turned, directions, i);
      for (int j = i * columns; j < (i + 1) * columns; j++) {
        turned[j] = (turned[j] - along * directions[j]) / (lengths[i] * temperature);
      }
    }
    gradient.write(turned);
    return loss.toArray()[0];
  }

  private double dot(double[] a, double[] b, int row) {
    double sum = 0;
    for (int j = row * columns; j < (row + 1) * columns; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
