package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Extremely randomised trees (Geurts, Ernst, Wehenkel, "Extremely randomized trees", Machine
 * Learning 63, 2006): at each node some features are drawn at random. For each of them a threshold
 * is drawn between its least and its greatest value at the node. Of these splits the one with the
 * least Gini impurity is taken. A node whose rows are all of one class is not split. The impurity
 * is class-balanced. A tree sees at most the median class's number of rows of any class.
 *
 * @param trees number of trees, at least 1
 * @param fraction the fraction of the features that is drawn at a node, in (0, 1], or {@link
 *     #SQUARE_ROOT}. Features that are constant at the node do not count as drawn
 */
public record ExtraTrees(int trees, double fraction) implements Learner {
  /** Stands for a draw of {@code sqrt(d)} of the d features. */
  public static final double SQUARE_ROOT = 0;

  /** The settings of the vote's members. */
  static final ExtraTrees USUAL = new ExtraTrees(200, 0.15);

  public ExtraTrees {
    Checks.require(trees >= 1, "%s trees; expected at least 1", trees);
    Checks.require(fraction >= 0 && fraction <= 1, "a fraction of %s of the features", fraction);
  }

  @Override
  public Forest fit(TrainingSet data, long seed, Backend backend) {
    int[] labelled = data.labelled();
    int[] all = data.labels();
    int[] labels = Arrays.stream(labelled).map(row -> all[row]).toArray();
    return grow(data.vectors(labelled), data.columns(), labels, data.classes(), seed);
  }

  @Override
  public int mostUnlabelled() {
    return 0;
  }

  private Forest grow(float[] x, int columns, int[] labels, int classes, long seed) {
    var nodes = new Nodes();
    int[] roots = new int[trees];
    var random = new SplittableRandom(seed);
    var tree = new Tree(x, columns, labels, classes, nodes);
    for (int t = 0; t < trees; t++) {
      roots[t] = nodes.count;
      tree.grow(random.split(), drawn(columns));
    }
    return new Forest(
        columns,
        classes,
        roots,
        Arrays.copyOf(nodes.features, nodes.count),
        Arrays.copyOf(nodes.thresholds, nodes.count),
        Arrays.copyOf(nodes.targets, nodes.count));
  }

  /** How many features are drawn at a node. */
  private int drawn(int columns) {
    return fraction == SQUARE_ROOT
        ? Math.max(1, (int) Math.sqrt(columns))
        : (int) Math.ceil(fraction * columns);
  }

  /** The nodes of all trees grown so far, in arrays that grow. */
  private static final class Nodes {
    private int[] features = new int[1024];
    private float[] thresholds = new float[1024];
    private int[] targets = new int[1024];
    private int count;

    /** Adds the given number of nodes and returns the index of the first. */
    private int add(int more) {
      int first = count;
      count += more;
      if (count > features.length) {
        features = Arrays.copyOf(features, 2 * features.length);
        thresholds = Arrays.copyOf(thresholds, features.length);
        targets = Arrays.copyOf(targets, features.length);
      }
      return first;
    }
  }

  /** Grows trees, one after another. */
  private static final class Tree {
    private final float[] x;
    private final int columns;
    private final int[] labels;
    private final int classes;
    private final Nodes nodes;
    private final int[][] byClass;
    private final int mostOfAClass;
    private final double[] weights;
    private final int[] features;
    private final double[] all;
    private final double[] left;

    /**
     * A split of a node: rows with {@code feature <= threshold} go left. Less impurity is better.
     */
    private record Split(int feature, float threshold, double impurity) {}

    Tree(float[] x, int columns, int[] labels, int classes, Nodes nodes) {
      this.x = x;
      this.columns = columns;
      this.labels = labels;
      this.classes = classes;
      this.nodes = nodes;
      byClass =
          IntStream.range(0, classes)
              .mapToObj(
                  c -> IntStream.range(0, labels.length).filter(row -> labels[row] == c).toArray())
              .toArray(int[][]::new);
      int[] counts =
          Arrays.stream(byClass)
              .mapToInt(rows -> rows.length)
              .filter(n -> n > 0)
              .sorted()
              .toArray();
      mostOfAClass = counts[counts.length / 2];
      weights =
          Arrays.stream(byClass)
              .mapToDouble(rows -> 1.0 / Math.max(1, Math.min(rows.length, mostOfAClass)))
              .toArray();
      features = IntStream.range(0, columns).toArray();
      all = new double[classes];
      left = new double[classes];
    }

    void grow(SplittableRandom random, int drawn) {
      int[] rows = Arrays.stream(byClass).flatMapToInt(own -> some(own, random)).toArray();
      grow(rows, 0, rows.length, nodes.add(1), random, drawn);
    }

    /** A random choice of a class's rows, with the number of rows that a tree may see. */
    private IntStream some(int[] rows, SplittableRandom random) {
      int count = Math.min(rows.length, mostOfAClass);
      for (int i = 0; i < count && count < rows.length; i++) {
        swap(rows, i, random.nextInt(i, rows.length));
      }
      return Arrays.stream(rows, 0, count);
    }

    /** Grows the node of rows[from .. to - 1]. The order of these rows changes. */
    private void grow(int[] rows, int from, int to, int node, SplittableRandom random, int drawn) {
      count(all, rows, from, to);
      int likeliest = 0;
      int present = 0;
      for (int c = 0; c < classes; c++) {
        present += all[c] > 0 ? 1 : 0;
        likeliest = all[c] > all[likeliest] ? c : likeliest;
      }
      Split split = present == 1 ? null : best(rows, from, to, random, drawn);
      if (split == null) {
        nodes.features[node] = Forest.LEAF;
        nodes.targets[node] = likeliest;
        return;
      }
      int middle = from;
      for (int i = from; i < to; i++) {
        if (x[rows[i] * columns + split.feature()] <= split.threshold()) {
          swap(rows, i, middle++);
        }
      }
      int child = nodes.add(2);
      nodes.features[node] = split.feature();
      nodes.thresholds[node] = split.threshold();
      nodes.targets[node] = child;
      grow(rows, from, middle, child, random, drawn);
      grow(rows, middle, to, child + 1, random, drawn);
    }

    /** The best of the splits drawn; null if every feature is constant. */
    private Split best(int[] rows, int from, int to, SplittableRandom random, int drawn) {
      Split best = null;
      int seen = 0;
      for (int f = 0; f < columns && seen < drawn; f++) {
        swap(features, f, random.nextInt(f, columns));
        int feature = features[f];
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
          float value = x[rows[i] * columns + feature];
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
        }
        if (least < greatest) {
          seen++;
          float threshold = (float) random.nextDouble(least, greatest);
          // Rounding may give the greatest value. Then no row would be on the right side.
          threshold = Math.min(threshold, Math.nextDown(greatest));
          double impurity = impurity(rows, from, to, feature, threshold);
          if (best == null || impurity < best.impurity()) {
            best = new Split(feature, threshold, impurity);
          }
        }
      }
      return best;
    }

    /**
     * Gini impurity of both sides, weighted by their sizes: sum over sides of W - sum w_c^2 / W.
     */
    private double impurity(int[] rows, int from, int to, int feature, float threshold) {
      Arrays.fill(left, 0);
      for (int i = from; i < to; i++) {
        if (x[rows[i] * columns + feature] <= threshold) {
          left[labels[rows[i]]] += weights[labels[rows[i]]];
        }
      }
      double leftSum = 0;
      double rightSum = 0;
      double leftSquares = 0;
      double rightSquares = 0;
      for (int c = 0; c < classes; c++) {
        double right = all[c] - left[c];
        leftSum += left[c];
        rightSum += right;
        leftSquares += left[c] * left[c];
        rightSquares += right * right;
      }
      return leftSum - leftSquares / leftSum + rightSum - rightSquares / rightSum;
    }

    private void count(double[] counts, int[] rows, int from, int to) {
      Arrays.fill(counts, 0);
      for (int i = from; i < to; i++) {
        counts[labels[rows[i]]] += weights[labels[rows[i]]];
      }
    }

    private static void swap(int[] of, int i, int j) {
      int held = of[i];
      of[i] = of[j];
      of[j] = held;
    }
  }
}
