package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.base.Rows;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.data.FeatureMap;
import dev.earshot.format.NumberArray;
import java.util.Optional;

/**
 * The softmax of {@code x W + b}. Logistic regression and linear support vector machines learn this
 * classifier. Immutable by contract: nobody writes to the arrays.
 *
 * @param columns d, the number of features of a vector
 * @param classes C, the number of classes
 * @param weight W, d x C, row-major
 * @param bias b, C numbers
 */
public record LinearClassifier(int columns, int classes, float[] weight, float[] bias)
    implements Classifier {
  static final String KIND = "linear";

  /**
   * @throws IllegalArgumentException if the arrays do not have these shapes or are not finite
   */
  public LinearClassifier {
    Checks.range("columns", columns, 1, MOST_COLUMNS);
    Checks.range("classes", classes, 1, MOST_CLASSES);
    Checks.require(
        weight.length == (long) columns * classes && bias.length == classes,
        "%s weights and %s biases of a linear classifier of %s columns and %s classes",
        weight.length,
        bias.length,
        columns,
        classes);
    Checks.finite(weight, "weight");
    Checks.finite(bias, "bias");
  }

  /**
   * Makes a classifier from parameters in double precision.
   *
   * @param solution W row by row, then b
   */
  static LinearClassifier of(int columns, int classes, double[] solution) {
    int weights = columns * classes;
    float[] weight = Rows.floats(solution, 0, weights);
    float[] bias = Rows.floats(solution, weights, classes);
    return new LinearClassifier(columns, classes, weight, bias);
  }

  /** The classifier whose logits are these times a factor. */
  LinearClassifier scaled(double factor) {
    float[] weights = new float[weight.length];
    float[] biases = new float[classes];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (weight[i] * factor);
    }
    for (int c = 0; c < classes; c++) {
      biases[c] = (float) (bias[c] * factor);
    }
    return new LinearClassifier(columns, classes, weights, biases);
  }

  /**
   * The root mean square, over rows and classes, of the difference between a logit and the mean
   * logit of its row.
   *
   * @param x n x d, row-major; at least one row
   */
  double logitSpread(float[] x) {
    int n = x.length / columns;
    double squares = 0;
    double[] ofClasses = Rows.transposed(Rows.doubles(weight), columns, classes);
    double[] logits = new double[classes];
    for (int row = 0; row < n; row++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        logits[c] = Rows.addProducts(bias[c], x, row * columns, ofClasses, c * columns, columns);
        sum += logits[c];
      }
      for (double logit : logits) {
        squares += (logit - sum / classes) * (logit - sum / classes);
      }
    }
    return Math.sqrt(squares / n / classes);
  }

  @Override
  public float[] probabilities(float[] x, Backend backend) {
    FeatureMap plain = FeatureMap.plain(columns);
    return RowBatches.of(x, columns, classes, backend, (rows, own) -> on(plain, rows, own));
  }

  @Override
  public ReadyClassifier on(FeatureMap map, int rows, Backend backend) {
    Matrix w = backend.newMatrix(columns, classes);
    w.write(weight);
    Matrix b = backend.newMatrix(1, classes);
    b.write(bias);
    Matrix vectors = backend.newMatrix(rows, columns);
    Matrix logits = backend.newMatrix(rows, classes);
    Epilogue addBias = new Epilogue(Optional.of(b), Activation.NONE);
    Runnable work =
        backend.record(() -> {
          backend.dense().linear(vectors, w, addBias, logits);
          backend.losses().softmax(logits, logits);
        });
    return x -> {
      int n = x.length / columns;
      vectors.rowRange(0, n).write(map.apply(x));
      work.run();
      float[] probabilities = new float[n * classes];
      logits.rowRange(0, n).readLater(probabilities, 0).await();
      return probabilities;
    };
  }

  @Override
  public int parameters() {
    return weight.length + bias.length;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ClassifierStore store) {
    store.put("weight", NumberArray.of(weight, columns, classes));
    store.put("bias", NumberArray.of(bias, classes));
  }

  static LinearClassifier read(ClassifierStore store) {
    float[] weight = store.tensor("weight").toFloats();
    float[] bias = store.tensor("bias").toFloats();
    Checks.require(bias.length > 0, "a linear classifier without a class");
    return new LinearClassifier(weight.length / bias.length, bias.length, weight, bias);
  }
}
