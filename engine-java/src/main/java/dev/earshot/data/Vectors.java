package dev.earshot.data;

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

  /** Adds {@code factor a} to b from a place on. */
  static void add(double factor, double[] a, double[] b, int from, int count) {
    for (int i = 0; i < count; i++) {
      b[from + i] += factor * a[i];
    }
  }

  /** Adds {@code factor a}, from a place in a on, to the first numbers of b. */
  static void addFrom(double factor, double[] a, int from, double[] b, int count) {
    for (int i = 0; i < count; i++) {
      b[i] += factor * a[from + i];
    }
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
        add(-part, other, a, 0, a.length);
      }
    }
  }
}
