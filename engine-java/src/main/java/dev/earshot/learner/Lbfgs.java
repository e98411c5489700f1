package dev.earshot.learner;

import dev.earshot.base.Rows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function by limited-memory BFGS (Nocedal, Wright: "Numerical
 * Optimization", 2nd ed., algorithms 7.4 and 7.5). A step is halved until it satisfies Armijo's
 * rule or the approximate Wolfe conditions (Hager, Zhang, SIAM J. Optim. 2005). The latter use only
 * the slope. They are needed close to the minimum, where rounding hides the decrease of the
 * function.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final int MOST_ITERATIONS = 1000;
  private static final int MOST_HALVINGS = 30;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double FLATTER = 0.9;
  private static final double ROUNDING = 1e-6;

  /** A function and its gradient. */
  interface Objective {
    /**
     * @param gradient overwritten
     * @return the value at the point
     */
    double at(double[] point, double[] gradient) throws InterruptedException;
  }

  /** The changes in one step: s of the point, y of the gradient; rho = 1 / s'y. */
  private record Pair(double[] s, double[] y, double rho) {}

  private Lbfgs() {}

  /**
   * Returns a point where no element of the gradient exceeds the tolerance in magnitude. It returns
   * earlier if rounding allows no further step, or after {@link #MOST_ITERATIONS} iterations.
   */
  static double[] minimise(Objective objective, double[] start, double tolerance)
      throws InterruptedException {
    int n = start.length;
    double[] point = start.clone();
    double[] gradient = new double[n];
    double value = objective.at(point, gradient);
    double[] nextPoint = new double[n];
    double[] nextGradient = new double[n];
    Deque<Pair> pairs = new ArrayDeque<>();
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      if (largest(gradient) <= tolerance) {
        return point;
      }
      double[] direction = direction(gradient, pairs);
      double slope = dot(gradient, direction);
      double step = pairs.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
      double nextValue = Double.POSITIVE_INFINITY;
      boolean accepted = false;
      for (int halving = 0; halving < MOST_HALVINGS && !accepted; halving++) {
        System.arraycopy(point, 0, nextPoint, 0, n);
        Rows.addMultiple(step, direction, 0, nextPoint, 0, n);
        nextValue = objective.at(nextPoint, nextGradient);
        double nextSlope = dot(nextGradient, direction);
        accepted =
            nextValue <= value + SUFFICIENT_DECREASE * step * slope
                || (nextValue <= value + ROUNDING * Math.abs(value)
                    && nextSlope >= FLATTER * slope
                    && nextSlope <= (2 * SUFFICIENT_DECREASE - 1) * slope);
        step /= 2;
      }
      if (!accepted) {
        return point;
      }
      remember(pairs, point, nextPoint, gradient, nextGradient);
      System.arraycopy(nextPoint, 0, point, 0, n);
      System.arraycopy(nextGradient, 0, gradient, 0, n);
      value = nextValue;
    }
    return point;
  }

  private static void remember(
      Deque<Pair> pairs, double[] from, double[] to, double[] before, double[] after) {
    double[] s = difference(to, from);
    double[] y = difference(after, before);
    double curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      pairs.addLast(new Pair(s, y, 1 / curvature));
      if (pairs.size() > MEMORY) {
        pairs.removeFirst();
      }
    }
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = a.clone();
    Rows.addMultiple(-1, b, 0, difference, 0, b.length);
    return difference;
  }

  /** Minus the approximate inverse Hessian times the gradient, by the two-loop recursion. */
  private static double[] direction(double[] gradient, Deque<Pair> pairs) {
    double[] q = gradient.clone();
    double[] alphas = new double[pairs.size()];
    int k = pairs.size();
    for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
      Pair pair = newestFirst.next();
      alphas[--k] = pair.rho() * dot(pair.s(), q);
      addScaled(-alphas[k], pair.y(), q);
    }
    double scale = 1;
    if (!pairs.isEmpty()) {
      Pair last = pairs.getLast();
      scale = 1 / (last.rho() * dot(last.y(), last.y()));
    }
    Rows.scale(q, -scale);
    for (Pair pair : pairs) {
      // q holds the negated direction, so both terms change their sign.
      addScaled(-alphas[k++] - pair.rho() * dot(pair.y(), q), pair.s(), q);
    }
    return q;
  }

  private static void addScaled(double factor, double[] x, double[] y) {
    Rows.addMultiple(factor, x, 0, y, 0, y.length);
  }

  private static double dot(double[] a, double[] b) {
    return Rows.addProducts(0, a, 0, b, 0, a.length);
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
