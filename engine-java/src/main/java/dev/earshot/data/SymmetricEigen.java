package dev.earshot.data;

import dev.earshot.base.Rows;
import java.util.Arrays;

/**
 * Eigenvalues and the first eigenvectors of a symmetric matrix, in double precision. The matrix is
 * brought to tridiagonal form by Householder reflections. Its eigenvalues are found by the implicit
 * QL method, and its eigenvectors by inverse iteration (Golub and Van Loan, Matrix Computations,
 * chapter 8). All sums have a fixed order, so the bits are the same on every machine.
 */
final class SymmetricEigen {
  private static final int MOST_SWEEPS = 100;
  private static final int ITERATIONS = 3;
  private static final double LEAST_LEFT = 1e-8;
  private static final double EPSILON = Math.ulp(1.0);

  private final int size;

  /**
   * The lower triangle. Row i has i + 1 numbers. Reflection k is later stored in {@link
   * #reflections}.
   */
  private final double[][] rows;

  /** The vector of each reflection; empty if nothing was to be reflected. */
  private final double[][] reflections;

  private final double[] diagonal;

  /** The numbers beside the diagonal; the last one is 0. */
  private final double[] beside;

  private final double[] values;

  /**
   * Decomposes a matrix.
   *
   * @param lower its lower triangle: row i has i + 1 finite numbers. It is overwritten
   */
  SymmetricEigen(double[][] lower) {
    size = lower.length;
    rows = lower;
    reflections = new double[size][0];
    diagonal = new double[size];
    beside = new double[size];
    reduce();
    values = eigenvalues();
  }

  /** All eigenvalues, in descending order. */
  double[] values() {
    return values.clone();
  }

  /**
   * Orthonormal eigenvectors of the largest eigenvalues, in the order of these.
   *
   * @param count how many, at most as many as the matrix has rows
   */
  double[][] vectors(int count) {
    double[][] vectors = new double[count][];
    double norm = 0;
    for (int i = 0; i < size; i++) {
      norm = Math.max(norm, Math.abs(diagonal[i]) + 2 * Math.abs(beside[i]));
    }
    double gap = Math.max(10 * EPSILON * norm, Double.MIN_NORMAL);
    UniformNumbers random = new UniformNumbers(0, "eigenvectors");
    double shift = Double.POSITIVE_INFINITY;
    for (int k = 0; k < count; k++) {
      // Equal eigenvalues would give the same vector each time: move them apart a little.
      shift = Math.min(values[k], shift - gap);
      vectors[k] = vector(shift, gap, Arrays.copyOf(vectors, k), random);
    }
    for (double[] vector : vectors) {
      for (int k = size - 3; k >= 0; k--) {
        reflect(k, vector);
      }
    }
    return vectors;
  }

  /** An eigenvector of the tridiagonal matrix that is orthogonal to those found before. */
  private double[] vector(double shift, double gap, double[][] found, UniformNumbers random) {
    double[] vector = new double[size];
    int good = 0;
    while (good < ITERATIONS) {
      if (good == 0) {
        for (int i = 0; i < size; i++) {
          vector[i] = random.next() - 0.5;
        }
      }
      solve(shift, gap, vector);
      Vectors.normalize(vector);
      Vectors.removeAll(found, vector);
      // What is left may be rounding errors only: then begin again elsewhere.
      good = Vectors.normalize(vector) > LEAST_LEFT ? good + 1 : 0;
    }
    return vector;
  }

  /** Applies reflection k, which leaves the first k + 1 numbers as they are. */
  private void reflect(int k, double[] vector) {
    double[] v = reflections[k];
    if (v.length > 0) {
      double factor = 2 * Vectors.dot(v, 0, vector, k + 1, v.length);
      Rows.addMultiple(-factor, v, 0, vector, k + 1, v.length);
    }
  }

  /** Brings the matrix A to tridiagonal form: H A H for one reflection H after the other. */
  private void reduce() {
    for (int k = 0; k < size - 2; k++) {
      int count = size - k - 1;
      double[] v = new double[count];
      for (int i = 0; i < count; i++) {
        v[i] = rows[k + 1 + i][k];
      }
      diagonal[k] = rows[k][k];
      beside[k] = v[0];
      double length = Vectors.length(v);
      if (length == 0 || length == Math.abs(v[0])) {
        continue;
      }
      beside[k] = v[0] > 0 ? -length : length;
      v[0] -= beside[k];
      Vectors.normalize(v);
      reflections[k] = v;
      reflectRest(k, v);
    }
    for (int k = Math.max(0, size - 2); k < size; k++) {
      diagonal[k] = rows[k][k];
      beside[k] = k < size - 1 ? rows[k + 1][k] : 0;
    }
  }

  /**
   * H A H with {@code H = I - 2 v v^T} for the rows and columns after k: {@code A - v w^T - w v^T}
   * with {@code w = 2 A v - 2 (v^T A v) v}.
   */
  private void reflectRest(int k, double[] v) {
    int count = v.length;
    int first = k + 1;
    double[] w = new double[count];
    for (int i = 0; i < count; i++) {
      double[] row = rows[first + i];
      w[i] += Vectors.dot(v, 0, row, first, i) + v[i] * row[first + i];
      Rows.addMultiple(v[i], row, first, w, 0, i);
    }
    double inner = Vectors.dot(v, 0, w, 0, count);
    for (int i = 0; i < count; i++) {
      w[i] = 2 * w[i] - 2 * inner * v[i];
    }
    for (int i = 0; i < count; i++) {
      double[] row = rows[first + i];
      double vi = v[i];
      double wi = w[i];
      for (int j = 0; j <= i; j++) {
        row[first + j] -= vi * w[j] + wi * v[j];
      }
    }
  }

  /** The implicit QL method with Wilkinson's shift. */
  private double[] eigenvalues() {
    double[] d = diagonal.clone();
    double[] e = beside.clone();
    for (int first = 0; first < size; first++) {
      int last = split(d, e, first);
      for (int sweep = 0; last > first; sweep++) {
        if (sweep == MOST_SWEEPS) {
          throw new IllegalArgumentException("eigenvalues of this matrix cannot be found");
        }
        sweep(d, e, first, last);
        last = split(d, e, first);
      }
    }
    Arrays.sort(d);
    double[] descending = new double[size];
    for (int i = 0; i < size; i++) {
      descending[i] = d[size - 1 - i];
    }
    return descending;
  }

  /** The end of the block that begins at {@code first}: the number beside the diagonal is 0. */
  private int split(double[] d, double[] e, int first) {
    int last = first;
    while (last < size - 1
        && Math.abs(e[last]) > EPSILON * (Math.abs(d[last]) + Math.abs(d[last + 1]))) {
      last++;
    }
    return last;
  }

  /** One QL step of a block: a rotation next to its end, then others that move the bulge up. */
  private static void sweep(double[] d, double[] e, int first, int last) {
    double half = (d[first + 1] - d[first]) / (2 * e[first]);
    double root = length(half, 1);
    double corner = d[last] - d[first] + e[first] / (half + (half < 0 ? -root : root));
    double sine = 1;
    double cosine = 1;
    double moved = 0;
    for (int i = last - 1; i >= first; i--) {
      double bulge = sine * e[i];
      double side = cosine * e[i];
      double radius = length(bulge, corner);
      e[i + 1] = radius;
      if (radius == 0) {
        d[i + 1] -= moved;
        e[last] = 0;
        return;
      }
      sine = bulge / radius;
      cosine = corner / radius;
      double kept = d[i + 1] - moved;
      double turned = (d[i] - kept) * sine + 2 * cosine * side;
      moved = sine * turned;
      d[i + 1] = kept + moved;
      corner = cosine * turned - side;
    }
    d[first] -= moved;
    e[first] = corner;
    e[last] = 0;
  }

  /** The length of (a, b) without overflow. It is made of operations whose bits are specified. */
  private static double length(double a, double b) {
    double large = Math.max(Math.abs(a), Math.abs(b));
    double small = Math.min(Math.abs(a), Math.abs(b));
    double ratio = large == 0 ? 0 : small / large;
    return large * Math.sqrt(1 + ratio * ratio);
  }

  /**
   * Solves {@code (T - shift I) x = b} for the tridiagonal T by elimination with row exchange.
   *
   * @param least takes the place of a pivot that is smaller
   * @param b the right side; receives x
   */
  private void solve(double shift, double least, double[] b) {
    double[] pivot = new double[size];
    double[] next = new double[size];
    double[] afterNext = new double[size];
    double p = diagonal[0] - shift;
    double q = beside[0];
    for (int i = 0; i < size - 1; i++) {
      double below = beside[i];
      double own = diagonal[i + 1] - shift;
      double right = beside[i + 1];
      if (Math.abs(below) > Math.abs(p)) {
        pivot[i] = below;
        next[i] = own;
        afterNext[i] = right;
        double factor = p / below;
        double kept = b[i];
        b[i] = b[i + 1];
        b[i + 1] = kept - factor * b[i];
        p = q - factor * own;
        q = -factor * right;
      } else {
        pivot[i] = atLeast(p, least);
        next[i] = q;
        double factor = below / pivot[i];
        b[i + 1] -= factor * b[i];
        p = own - factor * q;
        q = right;
      }
    }
    pivot[size - 1] = atLeast(p, least);
    for (int i = size - 1; i >= 0; i--) {
      double sum = b[i];
      sum -= i + 1 < size ? next[i] * b[i + 1] : 0;
      sum -= i + 2 < size ? afterNext[i] * b[i + 2] : 0;
      b[i] = sum / pivot[i];
      if (Math.abs(b[i]) > 1e200) {
        // Only the direction counts.
        for (int j = 0; j < size; j++) {
          b[j] *= 1e-200;
        }
      }
    }
  }

  private static double atLeast(double number, double least) {
    return Math.abs(number) >= least ? number : number < 0 ? -least : least;
  }
}
