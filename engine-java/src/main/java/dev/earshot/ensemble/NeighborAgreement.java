package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.compute.NearestRows;
import dev.earshot.data.FeatureMap;
import dev.earshot.learner.Learner;
import dev.earshot.learner.Ridge;
import dev.earshot.learner.Standardized;
import dev.earshot.learner.TrainingSet;
import dev.earshot.metrics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Estimates from few labels how often near clips have the same label: the mean, over labelled clips
 * i and the 4 training clips j nearest to each, of the probability that j has i's label.
 *
 * <p>The probability is 0 or 1 if j's label is known. Otherwise a {@link PairModel} gives it. The
 * model learns from pairs of labelled clips whether both have the same label. It knows how far they
 * are apart, compared with other clips near to both, and how much a judge prefers i's class for j.
 * The distance itself does not count: labelled pairs are seldom as near as neighbours are, and what
 * they tell of distance does not hold so near. The judge is a ridge regression that has learnt from
 * neither i nor j: it learns from one half of the labels and judges pairs of the other half.
 * Several divisions into halves are made. If no class has three labels, there is no judge.
 *
 * <p>Labels are often given so many a class. Then pairs of one class are rarer among them than
 * among all clips, and rarer still inside a half. So these pairs are weighted, such that they are
 * the fraction of all that they are among all clips: {@code sum_c n_c (n_c - 1) / (n (n - 1))} of n
 * labels, n_c of them of class c. This is unbiased for labels at random. If it is less than one
 * divided by the number of classes, it is that, as no mixture of the classes has fewer.
 *
 * <p>The interval is two standard deviations over resampled clips to each side (Bayesian bootstrap,
 * Rubin, 1981), and at least the score interval of as many clips: where all neighbours of few clips
 * seem to agree, resampled ones do, too.
 */
final class NeighborAgreement {
  private static final int NEIGHBORS = 4;

  /** The distance to this neighbour is the scale of distances near a clip. */
  private static final int SCALE_NEIGHBOR = 8;

  /** The largest number of labelled clips whose neighbours are judged. */
  private static final int MOST_CLIPS = 200;

  private static final int DIVISIONS = 4;
  private static final int RESAMPLES = 20;
  private static final double DEVIATIONS = 2;
  private static final double LEAST_DISTANCE = 1e-6;
  private static final double LEAST_PROBABILITY = 1e-6;
  private static final Learner JUDGE = new Standardized(new Ridge(0.1), FeatureMap.BOUND);

  private final TrainingSet data;
  private final int[] labels;
  private final SplittableRandom random;

  /** The rows of the labelled clips whose neighbours are judged. */
  private final int[] clips;

  /**
   * What is known of a pair.
   *
   * @param clip i, as an index into the clips
   * @param other for two labelled clips j, as an index into the clips; else the rank of the
   *     neighbour
   */
  private record Pair(int clip, int other, double[] features) {}

  /** The pairs of labelled clips, from which is learnt, and those of clips and neighbours. */
  private record Pairs(List<Pair> labelled, List<Pair> near) {}

  /**
   * @param data in the feature space of the neighbour search
   * @param seed the seed of the halves and of the resampling
   */
  NeighborAgreement(TrainingSet data, long seed) {
    this.data = data;
    labels = data.labels();
    random = new SplittableRandom(seed);
    int[] labelled = data.labelled();
    for (int i = labelled.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = labelled[i];
      labelled[i] = labelled[other];
      labelled[other] = kept;
    }
    clips = Arrays.copyOf(labelled, Math.min(MOST_CLIPS, labelled.length));
  }

  /** The estimate and the interval that holds the true value 19 times of 20; [0, 1] if unknown. */
  Interval estimate(Backend backend) throws InterruptedException {
    int[][] near = others(clips, NEIGHBORS, backend);
    double[] scales = scales(near, backend);
    Pairs pairs = pairs(near, scales, backend);
    boolean[] same = new boolean[pairs.labelled().size()];
    double[][] features = new double[same.length][];
    int alike = 0;
    for (int p = 0; p < same.length; p++) {
      Pair pair = pairs.labelled().get(p);
      features[p] = pair.features();
      same[p] = labels[clips[pair.clip()]] == labels[clips[pair.other()]];
      alike += same[p] ? 1 : 0;
    }
    if (alike == 0 || alike == same.length) {
      return new Interval(0.5, 0, 1);
    }
    double[] ones = new double[clips.length];
    Arrays.fill(ones, 1);
    double[] weights = pairWeights(same, alike);
    double value = mean(pairs, near, features, same, weights, ones);
    double squares = 0;
    for (int resample = 0; resample < RESAMPLES; resample++) {
      double[] ofClips = new double[clips.length];
      Arrays.setAll(ofClips, i -> -Math.log(1 - random.nextDouble()));
      double off = mean(pairs, near, features, same, weights, ofClips) - value;
      squares += off * off;
    }
    double reach = DEVIATIONS * Math.sqrt(squares / RESAMPLES);
    Interval ofClips = Interval.wilson((int) Math.round(value * clips.length), clips.length);
    return new Interval(
        value,
        Math.max(0, Math.min(ofClips.low(), value - reach)),
        Math.min(1, Math.max(ofClips.high(), value + reach)));
  }

  /** Weights that give pairs of one class the fraction that they have among all clips. */
  private double[] pairWeights(boolean[] same, int alike) {
    int labels = data.labelled().length;
    double[] ofClasses = data.classFractions();
    double squares = Arrays.stream(ofClasses).map(p -> p * p).sum();
    double fraction =
        Math.max(
            1.0 / Arrays.stream(ofClasses).filter(p -> p > 0).count(),
            (labels * squares - 1) / (labels - 1));
    double ofSame = fraction / (1 - fraction) * (same.length - alike) / alike;
    double[] weights = new double[same.length];
    Arrays.setAll(weights, p -> same[p] ? ofSame : 1);
    return weights;
  }

  /** The agreement if each labelled pair and each clip has a weight. */
  private double mean(
      Pairs pairs,
      int[][] near,
      double[][] features,
      boolean[] same,
      double[] pairWeights,
      double[] weights) {
    double[] ofPairs = pairWeights.clone();
    for (int p = 0; p < ofPairs.length; p++) {
      Pair pair = pairs.labelled().get(p);
      ofPairs[p] *= weights[pair.clip()] * weights[pair.other()];
    }
    double all = Arrays.stream(ofPairs).sum();
    for (int p = 0; p < ofPairs.length; p++) {
      // A clip's many pairs tell as much as one case.
      ofPairs[p] *= clips.length / all;
    }
    PairModel model = PairModel.fit(features, same, ofPairs);
    double[][] sums = new double[clips.length][NEIGHBORS];
    int[][] counts = new int[clips.length][NEIGHBORS];
    for (Pair pair : pairs.near()) {
      sums[pair.clip()][pair.other()] += model.probability(pair.features());
      counts[pair.clip()][pair.other()]++;
    }
    double sum = 0;
    double total = 0;
    for (int i = 0; i < clips.length; i++) {
      for (int v = 0; v < near[i].length; v++) {
        int label = labels[near[i][v]];
        if (label >= 0 || counts[i][v] > 0) {
          double known = label == labels[clips[i]] ? 1 : 0;
          sum += weights[i] * (label >= 0 ? known : sums[i][v] / counts[i][v]);
          total += weights[i];
        }
      }
    }
    return sum / total;
  }

  private Pairs pairs(int[][] near, double[] scales, Backend backend) throws InterruptedException {
    int[] judgedRows = rows(near);
    float[] vectors = data.vectors(judgedRows);
    int[] place = new int[data.rows()];
    for (int i = 0; i < judgedRows.length; i++) {
      place[judgedRows[i]] = i;
    }
    Pairs pairs = new Pairs(new ArrayList<>(), new ArrayList<>());
    if (IntStream.range(0, data.classes()).noneMatch(c -> data.rowsOf(c).length > 2)) {
      int[] all = IntStream.range(0, clips.length).toArray();
      add(pairs, all, near, scales, (_, _) -> new double[0]);
      return pairs;
    }
    for (int division = 0; division < DIVISIONS; division++) {
      int[] halves = halves();
      for (int half = 0; half < 2; half++) {
        int judged = half;
        int[] mine = IntStream.range(0, clips.length).filter(i -> halves[i] == judged).toArray();
        int[] known = labels.clone();
        for (int i : mine) {
          known[clips[i]] = -1;
        }
        float[] probabilities =
            JUDGE.fit(data.withLabels(known), 0, backend).probabilities(vectors, backend);
        add(
            pairs,
            mine,
            near,
            scales,
            (row, label) -> new double[] {margin(probabilities, place[row], label)});
      }
    }
    return pairs;
  }

  /** More features of a row, for the question whether it is of a class. */
  private interface Judge {
    double[] of(int row, int label);
  }

  /** Adds the pairs of some clips with each other, and those with their unlabelled neighbours. */
  private void add(Pairs pairs, int[] mine, int[][] near, double[] scales, Judge judge) {
    for (int i : mine) {
      int label = labels[clips[i]];
      for (int j : mine) {
        if (i != j) {
          pairs
              .labelled()
              .add(new Pair(i, j, features(clips[i], clips[j], scales, judge.of(clips[j], label))));
        }
      }
      for (int v = 0; v < near[i].length; v++) {
        int row = near[i][v];
        if (labels[row] < 0) {
          pairs.near().add(new Pair(i, v, features(clips[i], row, scales, judge.of(row, label))));
        }
      }
    }
  }

  private double[] features(int row, int other, double[] scales, double[] more) {
    double[] features = new double[1 + more.length];
    features[0] =
        Math.log(distance(row, other)) - (Math.log(scales[row]) + Math.log(scales[other])) / 2;
    System.arraycopy(more, 0, features, 1, more.length);
    return features;
  }

  /** How much more probable a class is than the most probable other one, as a logarithm. */
  private double margin(float[] probabilities, int row, int label) {
    int classes = data.classes();
    double other = LEAST_PROBABILITY;
    for (int c = 0; c < classes; c++) {
      if (c != label) {
        other = Math.max(other, probabilities[row * classes + c]);
      }
    }
    return Math.log(Math.max(LEAST_PROBABILITY, probabilities[row * classes + label]) / other);
  }

  /**
   * The half of each clip, drawn class by class; -1 if it is the only labelled one of its class.
   */
  private int[] halves() {
    int[] halves = new int[clips.length];
    int next = 0;
    for (int label = 0; label < data.classes(); label++) {
      int wanted = label;
      int[] own =
          IntStream.range(0, clips.length).filter(i -> labels[clips[i]] == wanted).toArray();
      boolean alone = data.rowsOf(label).length == 1;
      for (int i = own.length - 1; i >= 0; i--) {
        int chosen = random.nextInt(i + 1);
        halves[own[chosen]] = alone ? -1 : next++ % 2;
        own[chosen] = own[i];
      }
    }
    return halves;
  }

  /** The rows of the clips and of their neighbours. */
  private int[] rows(int[][] near) {
    return IntStream.concat(Arrays.stream(clips), Arrays.stream(near).flatMapToInt(Arrays::stream))
        .distinct()
        .toArray();
  }

  /** The distance of each clip and of each neighbour to its own neighbours; others are 0. */
  private double[] scales(int[][] near, Backend backend) {
    int[] rows = rows(near);
    int[][] others = others(rows, SCALE_NEIGHBOR, backend);
    double[] scales = new double[data.rows()];
    for (int i = 0; i < rows.length; i++) {
      scales[rows[i]] = distance(rows[i], others[i][others[i].length - 1]);
    }
    return scales;
  }

  private double distance(int row, int other) {
    float[] x = data.x();
    int columns = data.columns();
    double squares = 0;
    for (int k = 0; k < columns; k++) {
      double off = (double) x[row * columns + k] - x[other * columns + k];
      squares += off * off;
    }
    return Math.max(LEAST_DISTANCE, Math.sqrt(squares));
  }

  /** The training clips nearest to each of the rows, without the row itself, from near to far. */
  private int[][] others(int[] rows, int most, Backend backend) {
    int each = Math.min(most, data.rows() - 1);
    int[] nearest = NearestRows.of(data.vectors(rows), data.x(), data.columns(), each + 1, backend);
    IntFunction<int[]> ofRow =
        i ->
            Arrays.stream(nearest, i * (each + 1), (i + 1) * (each + 1))
                .filter(other -> other != rows[i])
                .limit(each)
                .toArray();
    return IntStream.range(0, rows.length).mapToObj(ofRow).toArray(int[][]::new);
  }
}
