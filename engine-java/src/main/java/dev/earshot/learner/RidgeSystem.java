package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.base.Rows;

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
        double sum = Rows.addProducts(0, a, i * columns, a, j * columns, columns);
        product[i * rows + j] = sum;
        product[j * rows + i] = sum;
      }
    }
    return product;
  }

  /** {@code A'A}. */
  private double[] inner() {
    double[] product = new double[columns * columns];
    for (int i = 0; i < rows; i++) {
      int row = i * columns;
      for (int j = 0; j < columns; j++) {
        Rows.addMultiple(a[row + j], a, row, product, j * columns, j + 1);
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
    return Rows.addProducts(0, gram, 0, gram, 0, gram.length);
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
    // The columns of B and Z lie one after the other.
    double[] z = Rows.transposed(b, columns, m);
    if (wide) {
      double[] u = products(z, m);
      substitute(factor, size, u, m);
      for (int c = 0; c < m; c++) {
        for (int i = 0; i < rows; i++) {
          Rows.addMultiple(-u[c * rows + i], a, i * columns, z, c * columns, columns);
        }
      }
      Rows.divide(z, ridge);
    } else {
      substitute(factor, size, z, m);
    }
    return Rows.transposed(z, m, columns);
  }

  /** {@code (A B)'} of B'. */
  private double[] products(double[] b, int m) {
    double[] product = new double[m * rows];
    for (int c = 0; c < m; c++) {
      for (int i = 0; i < rows; i++) {
        product[c * rows + i] = Rows.addProducts(0, a, i * columns, b, c * columns, columns);
      }
    }
    return product;
  }

  /** Cholesky's factor L with {@code L L' = M}, in place of M's lower triangle; above it L'. */
  private static void factorise(double[] matrix, int size) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum =
            Rows.subtractProducts(matrix[i * size + j], matrix, i * size, matrix, j * size, j);
        // A pivot below the rounding error of its column's own square would be noise.
        double element =
            i == j
                ? Math.sqrt(Math.max(sum, 1e-14 * matrix[i * size + i]))
                : sum / matrix[j * size + j];
        matrix[i * size + j] = element;
        matrix[j * size + i] = element;
      }
    }
  }

  /** Solves {@code L L' z = b} for each row of b, m x size, in place. */
  private static void substitute(double[] factor, int size, double[] b, int m) {
    for (int row = 0; row < m * size; row += size) {
      for (int i = 0; i < size; i++) {
        double sum = Rows.subtractProducts(b[row + i], factor, i * size, b, row, i);
        b[row + i] = sum / factor[i * size + i];
      }
      for (int i = size - 1; i >= 0; i--) {
        int next = i + 1;
        double sum =
            Rows.subtractProducts(b[row + i], factor, i * size + next, b, row + next, size - next);
        b[row + i] = sum / factor[i * size + i];
      }
    }
  }
}
