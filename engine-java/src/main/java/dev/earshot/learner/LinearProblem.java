package dev.earshot.learner;

import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.GatherRows;
import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.SquaredErrorLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The objective of a linear classifier with logits {@code f = x W + b} over the n labelled rows:
 *
 * <pre>
 * 1/n sum_i v_i loss(f_i, label_i) + 1/(2 C n) |W|^2
 * </pre>
 *
 * <p>{@code v_i} is 1. If the objective is class-balanced, it is {@code n / (K n_c)} for a row of a
 * class with {@code n_c} rows, where K is the number of classes. This is scikit-learn's objective
 * divided by C n. The bias is not penalised. The rows are grouped by class, and each class's mean
 * loss gets its own weight. Pseudo-labelled rows may be added with a weight w. Each of them then
 * counts as w in n and n_c.
 */
final class LinearProblem implements Lbfgs.Objective {
  /** Tolerance of the minimisation: the bound on each element of the gradient. */
  private static final double EXACT = 1e-6;

  /** The loss of a row's logits. */
  enum Kind {
    /** Cross-entropy of the softmax: multinomial logistic regression. */
    SOFTMAX,
    /**
     * The sum over classes k of {@code max(0, 1 - t_k f_k)^2} with t = 1 for the row's class and -1
     * for the others: K support vector machines, each class against the rest.
     */
    SQUARED_HINGE
  }

  /**
   * Pseudo-labels.
   *
   * @param labels the pseudo-label of each row; -1 for rows without one and for labelled rows
   * @param weight the weight of a pseudo-labelled row; that of a labelled row is 1
   */
  record Guesses(int[] labels, double weight) {
    static Guesses none(TrainingSet data) {
      int[] labels = new int[data.rows()];
      Arrays.fill(labels, -1);
      return new Guesses(labels, 0);
    }

    int[] rowsOf(int label) {
      return IntStream.range(0, labels.length).filter(row -> labels[row] == label).toArray();
    }

    /** The total weight of the pseudo-labelled rows. */
    double total() {
      return weight * Arrays.stream(labels).filter(label -> label >= 0).count();
    }
  }

  /** The mean loss of some rows of a class and its weight in the sum. */
  private record Term(Matrix loss, double weight) {}

  private final Parameters parameters;
  private final List<Term> terms = new ArrayList<>();
  private final int weights;
  private final double penalty;
  private final Runnable work;

  /**
   * @param c C, the inverse of the penalty's strength
   * @param balanced whether all classes have the same weight
   */
  LinearProblem(
      TrainingSet data, Kind kind, double c, boolean balanced, Guesses guesses, Backend backend) {
    int classes = data.classes();
    double n = data.labelled().length + guesses.total();
    parameters = new Parameters(backend, shapes(data.columns(), classes));
    weights = data.columns() * classes;
    penalty = 1 / (c * n);
    Tape tape = new Tape(backend);
    int[][] knownRows = data.byClass();
    int[][] guessedRows =
        IntStream.range(0, classes).mapToObj(guesses::rowsOf).toArray(int[][]::new);
    // Class by class, first the rows with a label, then those with a guess.
    int[] rows =
        IntStream.range(0, classes)
            .flatMap(label ->
                IntStream.concat(
                    Arrays.stream(knownRows[label]), Arrays.stream(guessedRows[label])))
            .toArray();
    Tensor logits = logits(tape, data, rows);
    int from = 0;
    for (int label = 0; label < classes; label++) {
      int known = knownRows[label].length;
      int guessed = guessedRows[label].length;
      double ofClass = known + guesses.weight() * guessed;
      double weight = balanced ? 1.0 / classes : ofClass / n;
      add(tape, logits, from, known, kind, label, weight * known / ofClass);
      from += known;
      add(tape, logits, from, guessed, kind, label, weight * guesses.weight() * guessed / ofClass);
      from += guessed;
    }
    work =
        backend.record(() -> {
          tape.forward();
          tape.backward();
        });
  }

  private Tensor logits(Tape tape, TrainingSet data, int[] rows) {
    Matrix x = tape.backend().newMatrix(rows.length, data.columns());
    x.write(data.vectors(rows));
    return tape.add(
            new Linear(
                tape.backend(),
                Tensor.constant(x),
                parameters.get("weight"),
                parameters.get("bias"),
                Activation.NONE))
        .output();
  }

  /** Adds the loss of n rows of one class, from the given row of the logits on. */
  private void add(Tape tape, Tensor logits, int from, int n, Kind kind, int label, double weight) {
    if (n == 0) {
      return;
    }
    Backend backend = tape.backend();
    Indices rows = backend.indicesOf(IntStream.range(from, from + n).toArray());
    Tensor chosen = tape.add(new GatherRows(backend, logits, rows)).output();
    terms.add(
        switch (kind) {
          case SOFTMAX -> crossEntropy(tape, chosen, label, weight);
          // The kernel averages over rows and classes.
          case SQUARED_HINGE -> squaredHinge(tape, chosen, label, weight * logits.columns());
        });
  }

  private static List<ParameterShape> shapes(int columns, int classes) {
    return List.of(
        new ParameterShape("weight", columns, classes), new ParameterShape("bias", 1, classes));
  }

  private static Term crossEntropy(Tape tape, Tensor logits, int label, double weight) {
    Indices labels = all(tape.backend(), logits.rows(), label);
    var loss = new ClassificationLoss(tape.backend(), logits, labels, weight, 0);
    return new Term(tape.add(loss).output().value(), weight);
  }

  /** Computes {@code relu(1 - t f)} as a product with a diagonal matrix. Its target is 0. */
  private static Term squaredHinge(Tape tape, Tensor logits, int label, double weight) {
    Backend backend = tape.backend();
    int classes = logits.columns();
    double[] signs = new double[classes * classes];
    for (int k = 0; k < classes; k++) {
      signs[k * classes + k] = k == label ? -1 : 1;
    }
    double[] ones = new double[classes];
    Arrays.fill(ones, 1);
    Tensor shortfall =
        tape.add(
                new Linear(
                    backend,
                    logits,
                    Tensor.constant(backend.matrixOf(classes, classes, signs)),
                    Tensor.constant(backend.matrixOf(1, classes, ones)),
                    Activation.RELU))
            .output();
    Matrix target = backend.newMatrix(logits.rows(), classes);
    Indices every = all(backend, logits.rows(), 1);
    var loss = new SquaredErrorLoss(backend, shortfall, target, every, weight);
    return new Term(tape.add(loss).output().value(), weight);
  }

  private static Indices all(Backend backend, int length, int value) {
    int[] values = new int[length];
    Arrays.fill(values, value);
    return backend.indicesOf(values);
  }

  /** Number of parameters: W row by row, then b. */
  int size() {
    return parameters.size();
  }

  @Override
  public double at(double[] point, double[] gradient) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("a linear model's training was stopped");
    }
    parameters.values().write(point);
    work.run();
    parameters.gradients().read(gradient);
    double value = 0;
    for (Term term : terms) {
      value += term.weight() * term.loss().toArray()[0];
    }
    return penalise(value, point, gradient);
  }

  /** Adds the penalty to the gradient; returns the value with it. */
  private double penalise(double value, double[] point, double[] gradient) {
    double sum = value;
    for (int i = 0; i < weights; i++) {
      sum += 0.5 * penalty * point[i] * point[i];
      gradient[i] += penalty * point[i];
    }
    return sum;
  }

  /** The minimum, as a classifier. */
  static Classifier solve(TrainingSet data, Kind kind, double c, boolean balanced, Backend backend)
      throws InterruptedException {
    return LinearClassifier.of(
        data.columns(), data.classes(), minimum(data, kind, c, balanced, backend));
  }

  /** The parameters at the minimum: W row by row, then b. */
  static double[] minimum(TrainingSet data, Kind kind, double c, boolean balanced, Backend backend)
      throws InterruptedException {
    LinearProblem problem = new LinearProblem(data, kind, c, balanced, Guesses.none(data), backend);
    return Lbfgs.minimise(problem, new double[problem.size()], EXACT);
  }
}
