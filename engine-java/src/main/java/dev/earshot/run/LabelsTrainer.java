package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.LabelSets;
import dev.earshot.data.Splits;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.LinearClassifier;
import dev.earshot.learner.LogisticRegression;
import dev.earshot.learner.Smoothed.Smoothing;
import dev.earshot.learner.TrainingSet;
import dev.earshot.metrics.PrecisionCurves;
import dev.earshot.metrics.RocArea;
import dev.earshot.metrics.Scores;
import dev.earshot.model.LabelsModel;
import dev.earshot.model.SmoothedSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains a {@link LabelsModel}: each class against the rest, by class-balanced logistic regression
 * on features that are smoothed over all clips, labelled or not. Five folds, which keep groups
 * whole if there are groups, choose each class's penalty by its average precision, calibrate its
 * probability, and give its threshold and its scores.
 */
public final class LabelsTrainer {
  private static final int FOLDS = 5;
  private static final double[] PENALTIES = {0.1, 0.01, 1};

  /** Steps of Newton's method; the two numbers of a calibration need few. */
  private static final int STEPS = 30;

  /** Keeps slope and offset of few clips near 1 and 0. */
  private static final double PRIOR = 1;

  private final Dataset data;
  private final LabelSets labels;
  private final int[] rows;
  private final float[] x;
  private final Backend backend;

  /**
   * The scores of a class on held-out clips.
   *
   * @param name the class
   * @param clips how many labelled clips have it
   * @param averagePrecision from 0 to 1
   * @param area the area under the ROC curve
   */
  public record ClassScore(String name, int clips, double averagePrecision, double area) {
    /**
     * The scores of a class.
     *
     * @param has which clips have it; one at least does and one does not
     * @param scores of the clips, greater for those that rather have it
     */
    public static ClassScore of(String name, boolean[] has, float[] scores) {
      int clips = 0;
      for (boolean each : has) {
        clips += each ? 1 : 0;
      }
      return new ClassScore(
          name, clips, LabelsTrainer.averagePrecision(has, scores), RocArea.of(has, scores));
    }
  }

  /**
   * The result.
   *
   * @param model tells the classes
   * @param scores of each class, by cross-validation
   */
  public record Trained(LabelsModel model, List<ClassScore> scores) {
    /** Copies the list. */
    public Trained {
      scores = List.copyOf(scores);
    }

    /** The mean of the classes' average precisions. */
    public double meanAveragePrecision() {
      return scores.stream().mapToDouble(ClassScore::averagePrecision).average().orElseThrow();
    }

    /** The mean of the classes' areas under the ROC curve. */
    public double meanArea() {
      return scores.stream().mapToDouble(ClassScore::area).average().orElseThrow();
    }
  }

  /** Smoothed rows to learn from and to be held out. */
  private record Part(int[] rest, float[] smooth, int[] held, float[] heldSmooth) {}

  private LabelsTrainer(Dataset data, LabelSets labels, Backend backend) {
    this.data = data;
    this.labels = labels;
    this.backend = backend;
    rows = labels.labelled();
    x = data.x();
  }

  /**
   * Trains.
   *
   * @param data labelled and unlabelled clips
   * @param labels the classes of the labelled ones
   * @param groups whether groups of the data are kept whole
   * @param seed decides the folds
   * @param fitted called after each class
   * @throws InterruptedException if the thread is interrupted
   */
  public static Trained train(
      Dataset data, LabelSets labels, boolean groups, long seed, Backend backend, Runnable fitted)
      throws InterruptedException {
    return new LabelsTrainer(data, labels, backend).train(groups, seed, fitted);
  }

  private Trained train(boolean groups, long seed, Runnable fitted) throws InterruptedException {
    FeatureMap space = FeatureMap.of(FeatureSpace.RANK, x, data.columns());
    float[] mapped = space.apply(x);
    int[] one = new int[data.rows()];
    Arrays.fill(one, -1);
    for (int row : rows) {
      one[row] = 0;
    }
    List<Part> parts = new ArrayList<>();
    for (int[] fold : Splits.folds(one, groups ? data.groups() : Optional.empty(), FOLDS, seed)) {
      parts.add(part(mapped, fold));
    }
    Smoothing smoothing = smoothing(mapped, IntStream.range(0, data.rows()).toArray());
    float[] smooth = smoothing.apply(select(mapped, rows), backend);
    int count = labels.classes().size();
    int[] held = parts.stream().flatMapToInt(part -> IntStream.of(part.held())).toArray();
    boolean[] truth = new boolean[held.length * count];
    float[] probabilities = new float[held.length * count];
    float[] weight = new float[data.columns() * count];
    float[] bias = new float[count];
    List<Double> slopes = new ArrayList<>();
    List<Double> offsets = new ArrayList<>();
    List<Double> thresholds = new ArrayList<>();
    List<ClassScore> scores = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      boolean[] has = new boolean[held.length];
      for (int i = 0; i < held.length; i++) {
        has[i] = labels.has(held[i], c);
      }
      double[] best = new double[0];
      double penalty = PENALTIES[0];
      double most = -1;
      for (double each : PENALTIES) {
        double[] logits = heldOut(parts, c, each);
        double precision = averagePrecision(has, floats(logits));
        if (precision > most) {
          most = precision;
          best = logits;
          penalty = each;
        }
      }
      double[] line = calibration(has, best);
      float[] own = new float[held.length];
      for (int i = 0; i < held.length; i++) {
        own[i] = (float) LabelsModel.sigmoid(line[0] * best[i] + line[1]);
        truth[i * count + c] = has[i];
        probabilities[i * count + c] = own[i];
      }
      slopes.add(line[0]);
      offsets.add(line[1]);
      thresholds.add(threshold(has, own));
      scores.add(ClassScore.of(labels.classes().get(c), has, floats(best)));
      double[] fit = fit(rows, smooth, c, penalty);
      for (int j = 0; j < data.columns(); j++) {
        weight[j * count + c] = (float) fit[j];
      }
      bias[c] = (float) fit[data.columns()];
      fitted.run();
    }
    LabelsModel model =
        new LabelsModel(
            data.encoder(),
            labels.classes(),
            new SmoothedSpace(space, smoothing),
            new LinearClassifier(data.columns(), count, weight, bias),
            new LabelsModel.Calibration(slopes, offsets, thresholds),
            PrecisionCurves.ofEach(truth, probabilities, count),
            data.windows());
    return new Trained(model, scores);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double averagePrecision(boolean[] has, float[] logits) {
    int[] truth = new int[has.length];
    float[] both = new float[2 * has.length];
    for (int i = 0; i < has.length; i++) {
      truth[i] = has[i] ? 1 : 0;
      both[2 * i + 1] = logits[i];
    }
    return Scores.of(truth, both, 2).perClass().get(1).averagePrecision();
  }

  private Part part(float[] mapped, int[] fold) {
    boolean[] out = new boolean[data.rows()];
    for (int row : fold) {
      out[row] = true;
    }
    int[] others = IntStream.range(0, data.rows()).filter(row -> !out[row]).toArray();
    int[] rest = IntStream.of(rows).filter(row -> !out[row]).toArray();
    Smoothing smoothing = smoothing(mapped, others);
    return new Part(
        rest,
        smoothing.apply(select(mapped, rest), backend),
        fold,
        smoothing.apply(select(mapped, fold), backend));
  }

  private Smoothing smoothing(float[] mapped, int[] of) {
    // The classes do not matter to the neighbours; a set needs two.
    int[] any = IntStream.range(0, of.length).map(i -> i % 2).toArray();
    return Smoothing.of(new TrainingSet(select(mapped, of), data.columns(), any, 2), 1);
  }

  private float[] select(float[] from, int[] of) {
    int d = data.columns();
    float[] chosen = new float[of.length * d];
    for (int i = 0; i < of.length; i++) {
      System.arraycopy(from, of[i] * d, chosen, i * d, d);
    }
    return chosen;
  }

  /** The logits of the held-out clips of all folds, fold after fold. */
  private double[] heldOut(List<Part> parts, int label, double penalty)
      throws InterruptedException {
    double[] all = new double[parts.stream().mapToInt(part -> part.held().length).sum()];
    int done = 0;
    for (Part part : parts) {
      double[] fit = fit(part.rest(), part.smooth(), label, penalty);
      for (int i = 0; i < part.held().length; i++) {
        double sum = fit[data.columns()];
        for (int j = 0; j < data.columns(); j++) {
          sum += fit[j] * part.heldSmooth()[i * data.columns() + j];
        }
        all[done++] = sum;
      }
    }
    return all;
  }

  /** The weights of a class's logit, then its bias. If the class is not there, all are 0. */
  private double[] fit(int[] of, float[] smooth, int label, double penalty)
      throws InterruptedException {
    int d = data.columns();
    double[] fit = new double[d + 1];
    int[] y = IntStream.of(of).map(row -> labels.has(row, label) ? 1 : 0).toArray();
    if (IntStream.of(y).distinct().count() < 2) {
      return fit;
    }
    Classifier learnt =
        new LogisticRegression(penalty, true).fit(new TrainingSet(smooth, d, y, 2), 0, backend);
    if (!(learnt instanceof LinearClassifier linear)) {
      throw new IllegalStateException("a regression that is not linear");
    }
    for (int j = 0; j < d; j++) {
      fit[j] = (double) linear.weight()[2 * j + 1] - linear.weight()[2 * j];
    }
    fit[d] = (double) linear.bias()[1] - linear.bias()[0];
    return fit;
  }

  /**
   * Slope and offset that make probabilities of logits (Platt, 1999): they minimise the negative
   * log-likelihood plus {@code (a - 1)^2 / 2}, by Newton's method.
   */
  private static double[] calibration(boolean[] has, double[] logits) {
    double a = 1;
    double b = 0;
    for (int step = 0; step < STEPS; step++) {
      double ga = PRIOR * (a - 1);
      double gb = 0;
      double haa = PRIOR;
      double hab = 0;
      double hbb = 1e-6;
      for (int i = 0; i < logits.length; i++) {
        double p = LabelsModel.sigmoid(a * logits[i] + b);
        double error = p - (has[i] ? 1 : 0);
        double w = Math.max(1e-9, p * (1 - p));
        ga += error * logits[i];
        gb += error;
        haa += w * logits[i] * logits[i];
        hab += w * logits[i];
        hbb += w;
      }
      double determinant = haa * hbb - hab * hab;
      double da = (hbb * ga - hab * gb) / determinant;
      double db = (haa * gb - hab * ga) / determinant;
      // Steps are bounded, because Newton's method may overshoot where nearly all clips are sure.
      double scale = Math.min(1, 2 / Math.max(1e-12, Math.hypot(da, db)));
      a -= scale * da;
      b -= scale * db;
    }
    return new double[] {Math.max(1e-3, a), b};
  }

  /** The probability from which on a class is said to be there: that of the greatest F1. */
  private static double threshold(boolean[] has, float[] probabilities) {
    int[] order =
        IntStream.range(0, has.length)
            .boxed()
            .sorted((i, j) -> Float.compare(probabilities[j], probabilities[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int all = (int) IntStream.range(0, has.length).filter(i -> has[i]).count();
    double most = -1;
    double best = 0.5;
    int right = 0;
    for (int i = 0; i < order.length; i++) {
      right += has[order[i]] ? 1 : 0;
      double f1 = 2.0 * right / (i + 1 + all);
      boolean ends = i + 1 == order.length || probabilities[order[i + 1]] < probabilities[order[i]];
      if (ends && f1 > most) {
        most = f1;
        best = probabilities[order[i]];
      }
    }
    return best;
  }
}
