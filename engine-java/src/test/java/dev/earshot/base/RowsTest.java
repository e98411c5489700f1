package dev.earshot.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RowsTest {
  /** The sum of the three in the middle depends on their order. */
  private static final double[] A = {7, 1e16, 1, 1, 3};

  private static final double[] ONES = {1, 1, 1, 1, 1};

  @Test
  void sumsGoFromTheFirstElementToTheLast() {
    assertEquals(1e16, Rows.addProducts(0, A, 1, ONES, 0, 3));
    assertEquals(1e16 + 2, Rows.addProducts(0, new double[] {1, 1, 1e16}, 0, ONES, 2, 3));
    assertEquals(-1e16, Rows.subtractProducts(0, A, 1, ONES, 0, 3));
    assertEquals(24, Rows.addProducts(1, new float[] {9, 2, 3}, 1, new double[] {7, 4, 5}, 1, 2));
  }

  @Test
  void multiplesAreAddedFromTheGivenPlacesOn() {
    double[] y = {1, 2, 3, 4};
    Rows.addMultiple(2, new double[] {9, 10, 20}, 1, y, 2, 2);
    assertArrayEquals(new double[] {1, 2, 23, 44}, y);
    Rows.addMultiple(-1, new float[] {1, 2, 9}, 0, y, 0, 2);
    assertArrayEquals(new double[] {0, 0, 23, 44}, y);
  }

  @Test
  void wholeRowsAreScaledAndConverted() {
    double[] x = {1, -2, 3};
    Rows.scale(x, 3);
    assertArrayEquals(new double[] {3, -6, 9}, x);
    Rows.divide(x, 2);
    assertArrayEquals(new double[] {1.5, -3, 4.5}, x);
    assertArrayEquals(new float[] {-3, 4.5f}, Rows.floats(x, 1, 2));
    assertArrayEquals(new double[] {0.1f, 2}, Rows.doubles(new float[] {0.1f, 2}));
  }

  @Test
  void rowsBecomeColumns() {
    double[] matrix = {1, 2, 3, 4, 5, 6};
    assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6}, Rows.transposed(matrix, 2, 3));
  }
}
