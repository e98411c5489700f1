package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SimdSparseMatrixTest {
  /** Products leave out entries that a kernel has set to 0; attention, which reads places, not. */
  @Test
  void placesStayWhenValuesChange() {
    SimdSparseMatrix matrix = new SimdSparseMatrix(2, 3, 4);
    matrix.write(new int[] {0, 2, 4}, new int[] {0, 2, 0, 1}, new double[] {1, 2, 3, 4});
    matrix.changedValues()[1] = 0;
    CompressedRows places = matrix.transposedPlaces();
    assertArrayEquals(new int[] {0, 2, 3, 4}, Arrays.copyOf(places.rowOffsets, 4));
    assertArrayEquals(new int[] {0, 1, 1, 0}, places.columnIndices);
    assertArrayEquals(new int[] {0, 2, 3, 1}, places.origins);
    assertEquals(3, matrix.transposed().rowOffsets[3]);
  }
}
