package dev.earshot.learner;

import dev.earshot.base.Checks;

/**
 * The linear system {@code (A'A + r I) Z = B} of ridge regression and of discriminants, where A has
 * n rows and d columns and r is positive. It is solved in double precision by a Cholesky
 * factorisation of the smaller of the two Gram matrices. With fewer rows than columns this is
 * {@code A A' + r I}, by Woodbury's identity:
 *
 * <pre>
 * Z = (B - A' (A A' + r I)^-1 A B) / r
 * </pre>
 *
 * <p>The Gram matrix is computed once, for every r.
 */
final class RidgeSystem {
  private final double[] a;
  private final int rows;
  private final int columns;
  private final boolean wide;
  private final double[] gram;

  /**
   * @param a A, row-major; the caller must not write to it afterwards
   * @param rows n
   * @param columns d
   */
  RidgeSystem(double[] a, int rows, int columns) {
    this.a = a;
    this.rows = rows;
    this.columns = columns;
    wide = rows < columns;
    gram = wide ? outer() : inner();
  }

  /** {@code A A'}. */
  private double[] outer() {
    double[] product = new double[rows * rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = dot(i, j);
        product[i * rows + j] = sum;
        product[j * rows + i] = sum;
      }
    }
    return product;
  }

  private double dot(int i, int j) {
    double sum = 0;
    for (int k = 0; k < columns; k++) {
      sum += a[i * columns + k] * a[j * columns + k];
    }
    return sum;
  }

  /** {@code A'A}. */
  private double[] inner() {
    double[] product = new double[columns * columns];
    for (int i = 0; i < rows; i++) {
      int row = i * columns;
      for (int j = 0; j < columns; j++) {
        double factor = a[row + j];
        for (int k = 0; k <= j; k++) {
          product[j * columns + k] += factor * a[row + k];
        }
      }
    }
    for (int j = 0; j < columns; j++) {
      for (int k = 0; k < j; k++) {
        product[k * columns + j] = product[j * columns + k];
      }
    }
    return product;
  }

  /** {@code tr(A'A)}, the sum of squares of A. */
  double trace() {
    int size = wide ? rows : columns;
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += gram[i * size + i];
    }
    return sum;
  }

  /** {@code |A'A|^2}, the sum of its squared elements. It is that of {@code A A'} too. */
  double squaredNorm() {
    double sum = 0;
    for (double value : gram) {
      sum += value * value;
    }
    return sum;
  }

  /**
   * Solves the system.
   *
   * @param ridge r, positive
   * @param b B, d x m, row-major
   * @param m the number of columns of B
   * @return Z, d x m, row-major
   */
  double[] solve(double ridge, double[] b, int m) {
    Checks.require(ridge > 0, "a ridge of %s", ridge);
    int size = wide ? rows : columns;
    double[] factor = gram.clone();
    for (int i = 0; i < size; i++) {
      factor[i * size + i] += ridge;
    }
    factorise(factor, size);
    if (!wide) {
      double[] z = b.clone();
      substitute(factor, size, z, m);
      return z;
    }
    double[] u = times(b, m);
    substitute(factor, size, u, m);
    double[] z = b.clone();
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        for (int c = 0; c < m; c++) {
          z[k * m + c] -= a[i * columns + k] * u[i * m + c];
        }
      }
    }
    for (int i = 0; i < z.length; i++) {
      z[i] /= ridge;
    }
    return z;
  }

  /** {@code A B}. */
  private double[] times(double[] b, int m) {
    double[] product = new double[rows * m];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        for (int c = 0; c < m; c++) {
          product[i * m + c] += a[i * columns + k] * b[k * m + c];
        }
      }
    }
    return product;
  }

  /** Cholesky's factor L with {@code L L' = M}, in place of M's lower triangle. */
  private static void factorise(double[] matrix, int size) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i * size + j];
        for (int k = 0; k < j; k++) {
          sum -= matrix[i * size + k] * matrix[j * size + k];
        }
        // A pivot below the rounding error of its column's own square would be noise.
        matrix[i * size + j] =
            i == j
                ? Math.sqrt(Math.max(sum, 1e-14 * matrix[i * size + i]))
                : sum / matrix[j * size + j];
      }
    }
  }

  /** Solves {@code L L' z = b} for each column of b, in place. */
  private static void substitute(double[] factor, int size, double[] b, int m) {
    for (int c = 0; c < m; c++) {
      for (int i = 0; i < size; i++) {
        double sum = b[i * m + c];
        for (int k = 0; k < i; k++) {
          sum -= factor[i * size + k] * b[k * m + c];
        }
        b[i * m + c] = sum / factor[i * size + i];
      }
      for (int i = size - 1; i >= 0; i--) {
        double sum = b[i * m + c];
        for (int k = i + 1; k < size; k++) {
          sum -= factor[k * size + i] * b[k * m + c];
        }
        b[i * m + c] = sum / factor[i * size + i];
      }
    }
  }
}
