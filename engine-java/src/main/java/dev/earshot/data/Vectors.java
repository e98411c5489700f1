package dev.earshot.data;

import dev.earshot.base.Rows;

/** Sums over vectors in double precision, in a fixed order. */
final class Vectors {
  private Vectors() {}

  /** The sum of a[i] b[i] over {@code count} numbers from the given places on. */
  static double dot(double[] a, int fromA, double[] b, int fromB, int count) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      first += a[fromA + i] * b[fromB + i];
      second += a[fromA + i + 1] * b[fromB + i + 1];
      third += a[fromA + i + 2] * b[fromB + i + 2];
      fourth += a[fromA + i + 3] * b[fromB + i + 3];
    }
    for (; i < count; i++) {
      first += a[fromA + i] * b[fromB + i];
    }
    return first + second + (third + fourth);
  }

  /** The Euclidean length, without overflow. */
  static double length(double[] a) {
    double largest = 0;
    for (double number : a) {
      largest = Math.max(largest, Math.abs(number));
    }
    if (largest == 0) {
      return 0;
    }
    double squares = 0;
    for (double number : a) {
      squares += number / largest * (number / largest);
    }
    return largest * Math.sqrt(squares);
  }

  /**
   * Scales a vector to length 1; one of zeros stays.
   *
   * @return the length that it had
   */
  static double normalize(double[] a) {
    double length = length(a);
    if (length > 0) {
      for (int i = 0; i < a.length; i++) {
        a[i] /= length;
      }
    }
    return length;
  }

  /**
   * Makes a vector orthogonal to orthonormal ones. It does so twice, because the first time leaves
   * rounding errors.
   */
  static void removeAll(double[][] orthonormal, double[] a) {
    for (int time = 0; time < 2; time++) {
      for (double[] other : orthonormal) {
        double part = dot(other, 0, a, 0, a.length);
        Rows.addMultiple(-part, other, 0, a, 0, a.length);
      }
    }
  }
}
