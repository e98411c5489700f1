package dev.earshot.metrics;

import dev.earshot.base.Rows;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Maps vectors to the plane so that neighbours stay neighbours: t-distributed stochastic neighbour
 * embedding (van der Maaten and Hinton, JMLR 2008). The computation is exact and takes n^2 steps
 * per iteration.
 *
 * <p>p_(j|i) is proportional to exp(-beta_i |x_i - x_j|^2), with beta_i chosen so that the row's
 * perplexity, exp of its entropy, has the wanted value; p_ij = (p_(j|i) + p_(i|j)) / 2n. On the
 * map, q_ij is proportional to 1 / (1 + |y_i - y_j|^2). KL(P || Q) is minimised by gradient descent
 * with momentum and gains as in the paper. In the first {@value #EXAGGERATED_STEPS} of {@value
 * #STEPS} steps the attraction is multiplied by {@value #EXAGGERATION}.
 *
 * <p>The start is the first two principal components (Kobak and Berens, Nature Communications
 * 2019). So the result is not random, and distant groups tend to stay apart. Distances between
 * groups on the map, and the sizes of groups, mean little.
 */
public final class Tsne {
  /** The smallest number of rows for a map. */
  public static final int FEWEST_ROWS = 7;

  private static final double PERPLEXITY = 30;
  private static final int STEPS = 750;
  private static final int EXAGGERATED_STEPS = 250;
  private static final double EXAGGERATION = 12;
  private static final int POWER_STEPS = 50;

  /** Rows whose forces one thread sums at a time: with fewer, handing out the work costs more. */
  private static final int ROWS = 1024;

  /** The most by which a step of Newton's method changes the logarithm of beta. */
  private static final double LONGEST_STEP = 2;

  private Tsne() {}

  /**
   * Computes the map, on all cores. The same rows give the same map.
   *
   * @param x n x columns, row-major, n at least {@value #FEWEST_ROWS}
   * @param columns the number of values per row
   * @return n x 2, row-major
   * @throws IllegalArgumentException if the size is not a multiple of {@code columns} or there are
   *     too few rows
   */
  public static double[] map(float[] x, int columns) {
    if (columns < 1 || x.length % columns != 0 || x.length / columns < FEWEST_ROWS) {
      throw new IllegalArgumentException(
          "%s numbers are not at least %s rows of %s".formatted(x.length, FEWEST_ROWS, columns));
    }
    int n = x.length / columns;
    float[] p = joint(conditional(x, columns, perplexity(n)), n);
    return descend(p, start(x, columns));
  }

  /** The perplexity of a map of n rows: 30, or (n - 1) / 3 if that is less. */
  public static double perplexity(int n) {
    return Math.min(PERPLEXITY, (n - 1) / 3.0);
  }

  /**
   * Computes p_(j|i), n x n, row-major; 0 on the diagonal.
   *
   * @param perplexity the wanted perplexity of every row
   */
  static float[] conditional(float[] x, int columns, double perplexity) {
    int n = x.length / columns;
    var p = new float[Math.multiplyExact(n, n)];
    var distances = new SquaredDistances(x, columns);
    IntStream.range(0, n)
        .parallel()
        .forEach(row -> {
          double[] weights = calibrated(distances.of(row), row, Math.log(perplexity));
          for (int other = 0; other < n; other++) {
            p[row * n + other] = (float) weights[other];
          }
        });
    return p;
  }

  /**
   * Computes the p_(j|i) of a row. Finds beta by Newton's method in its logarithm, or by bisection
   * where that leaves what is known of it: the entropy H falls as beta grows, and dH / d log beta
   * is - beta^2 times the variance of the squared distances under p. If rows are equal, there may
   * be no right beta, and the last one is used.
   */
  private static double[] calibrated(double[] squares, int row, double wantedEntropy) {
    double nearest = Double.POSITIVE_INFINITY;
    double sum = 0;
    for (int other = 0; other < squares.length; other++) {
      if (other != row) {
        nearest = Math.min(nearest, squares[other]);
        sum += squares[other];
      }
    }
    double beta = sum == 0 ? 1 : (squares.length - 1) / sum;
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    var weights = new double[squares.length];
    for (int attempt = 0; attempt < 100; attempt++) {
      double total = 0;
      double mean = 0;
      double square = 0;
      for (int other = 0; other < squares.length; other++) {
        double beyond = other == row ? 0 : squares[other] - nearest;
        double weight = other == row ? 0 : Math.exp(-beta * beyond);
        weights[other] = weight;
        total += weight;
        mean += weight * beyond;
        square += weight * beyond * beyond;
      }
      Rows.divide(weights, total);
      mean /= total;
      double excess = Math.log(total) + beta * mean - wantedEntropy;
      if (Math.abs(excess) < 1e-7) {
        break;
      }
      if (excess > 0) {
        low = beta;
      } else {
        high = beta;
      }
      double step = excess / (beta * beta * (square / total - mean * mean));
      double next = beta * Math.exp(Math.clamp(step, -LONGEST_STEP, LONGEST_STEP));
      double middle = Double.isInfinite(high) ? 2 * beta : (low + high) / 2;
      beta = next > low && next < high ? next : middle;
    }
    return weights;
  }

  /** Computes p_ij from p_(j|i), in place. */
  static float[] joint(float[] p, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        float mean = (p[i * n + j] + p[j * n + i]) / (2 * n);
        p[i * n + j] = mean;
        p[j * n + i] = mean;
      }
    }
    return p;
  }

  /**
   * The first two principal components, computed by power iteration. They are scaled so that the
   * first has standard deviation 1e-4.
   */
  private static double[] start(float[] x, int columns) {
    int n = x.length / columns;
    double[] centred = Rows.doubles(x);
    for (int k = 0; k < columns; k++) {
      double mean = 0;
      for (int row = 0; row < n; row++) {
        mean += centred[row * columns + k] / n;
      }
      for (int row = 0; row < n; row++) {
        centred[row * columns + k] -= mean;
      }
    }
    double[] first = component(centred, columns, new double[columns]);
    double[] second = component(centred, columns, first);
    var y = new double[2 * n];
    double squares = 0;
    for (int row = 0; row < n; row++) {
      y[2 * row] = dot(centred, row * columns, first);
      y[2 * row + 1] = dot(centred, row * columns, second);
      squares += y[2 * row] * y[2 * row];
    }
    double scale = squares == 0 ? 0 : 1e-4 / Math.sqrt(squares / n);
    for (int i = 0; i < y.length; i++) {
      y[i] *= scale;
    }
    return y;
  }

  /**
   * The direction of largest variance that is perpendicular to {@code other}. Its length is 1, or 0
   * if there is no variance left.
   */
  private static double[] component(double[] centred, int columns, double[] other) {
    var random = new SplittableRandom(1);
    double[] direction = random.doubles(columns, -1, 1).toArray();
    for (int step = 0; step < POWER_STEPS; step++) {
      var next = new double[columns];
      for (int at = 0; at < centred.length; at += columns) {
        double along = dot(centred, at, direction);
        Rows.addMultiple(along, centred, at, next, 0, columns);
      }
      double overlap = dot(next, 0, other);
      double squares = 0;
      for (int k = 0; k < columns; k++) {
        next[k] -= overlap * other[k];
        squares += next[k] * next[k];
      }
      for (int k = 0; k < columns; k++) {
        next[k] = squares == 0 ? 0 : next[k] / Math.sqrt(squares);
      }
      direction = next;
    }
    return direction;
  }

  private static double dot(double[] rows, int at, double[] vector) {
    return Rows.addProducts(0, rows, at, vector, 0, vector.length);
  }

  private static double[] descend(float[] p, double[] start) {
    int n = start.length / 2;
    Forces forces = new Forces(p, n);
    double[] y = new double[start.length];
    for (int i = 0; i < n; i++) {
      y[i] = start[2 * i];
      y[n + i] = start[2 * i + 1];
    }
    double rate = Math.max(50, n / EXAGGERATION / 4);
    var gradient = new double[y.length];
    var velocity = new double[y.length];
    var gains = new double[y.length];
    Arrays.fill(gains, 1);
    for (int step = 0; step < STEPS; step++) {
      boolean early = step < EXAGGERATED_STEPS;
      forces.gradient(y, early ? EXAGGERATION : 1, gradient);
      double momentum = early ? 0.5 : 0.8;
      for (int i = 0; i < y.length; i++) {
        boolean turned = gradient[i] * velocity[i] > 0;
        gains[i] = turned ? Math.max(0.01, 0.8 * gains[i]) : gains[i] + 0.2;
        velocity[i] = momentum * velocity[i] - rate * gains[i] * gradient[i];
        y[i] += velocity[i];
      }
    }
    var map = new double[y.length];
    for (int i = 0; i < n; i++) {
      map[2 * i] = y[i];
      map[2 * i + 1] = y[n + i];
    }
    return map;
  }

  /**
   * The gradient, in single precision. All arrays hold one number for each row of the map, and the
   * inner loops run over rows: so the compiler makes vector instructions of them. Each row's sum
   * has a fixed order.
   */
  static final class Forces {
    private final int n;
    private final float[][] p;
    private final float[] x;
    private final float[] y;
    private final float[] pullX;
    private final float[] pullY;
    private final float[] pushX;
    private final float[] pushY;
    private final float[] near;
    private final float[] close;

    /**
     * @param joint p_ij, n x n, row-major
     */
    Forces(float[] joint, int n) {
      this.n = n;
      p = new float[n][];
      for (int i = 0; i < n; i++) {
        p[i] = Arrays.copyOfRange(joint, i * n, (i + 1) * n);
      }
      x = new float[n];
      y = new float[n];
      pullX = new float[n];
      pullY = new float[n];
      pushX = new float[n];
      pushY = new float[n];
      near = new float[n];
      close = new float[n];
    }

    /**
     * Computes 4 sum_j (exaggeration p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|^2) for every row
     * i. Parts of the rows are computed in parallel.
     *
     * @param map the first coordinates of all rows, then the second ones
     * @param into the gradient, in the same order
     */
    void gradient(double[] map, double exaggeration, double[] into) {
      for (int i = 0; i < n; i++) {
        x[i] = (float) map[i];
        y[i] = (float) map[n + i];
      }
      IntStream.range(0, Math.ceilDiv(n, ROWS))
          .parallel()
          .forEach(part -> sum(part * ROWS, Math.min(n, (part + 1) * ROWS)));
      double total = 0;
      for (float sum : near) {
        // A row is no neighbour of its own.
        total += sum - 1;
      }
      for (int i = 0; i < n; i++) {
        into[i] = 4 * (exaggeration * pullX[i] - pushX[i] / total);
        into[n + i] = 4 * (exaggeration * pullY[i] - pushY[i] / total);
      }
    }

    /** Sums the attraction of some rows, their repulsion times Z, and their parts of Z. */
    private void sum(int from, int to) {
      for (float[] sums : new float[][] {pullX, pullY, pushX, pushY, near}) {
        Arrays.fill(sums, from, to, 0);
      }
      for (int j = 0; j < n; j++) {
        closeness(x, y, x[j], y[j], close, from, to);
        add(p[j], x, x[j], pullX, pushX, from, to);
        add(p[j], y, y[j], pullY, pushY, from, to);
        add(close, near, from, to);
      }
    }

    // Several short loops: the compiler makes vector instructions of these, and not of one long
    // one.

    private static void closeness(
        float[] x, float[] y, float xj, float yj, float[] close, int from, int to) {
      for (int i = from; i < to; i++) {
        float dx = x[i] - xj;
        float dy = y[i] - yj;
        close[i] = 1 / (1 + dx * dx + dy * dy);
      }
    }

    private void add(
        float[] pj, float[] x, float xj, float[] pull, float[] push, int from, int to) {
      float[] close = this.close;
      for (int i = from; i < to; i++) {
        float dx = x[i] - xj;
        pull[i] += pj[i] * close[i] * dx;
        push[i] += close[i] * close[i] * dx;
      }
    }

    private static void add(float[] close, float[] near, int from, int to) {
      for (int i = from; i < to; i++) {
        near[i] += close[i];
      }
    }
  }
}
