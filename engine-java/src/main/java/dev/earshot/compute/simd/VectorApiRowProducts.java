package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link RowProducts} by the Vector API. Both sums need a row's numbers once, and a multiply-add
 * waits for the one before it, so two vectors of each sum are computed side by side.
 */
final class VectorApiRowProducts implements RowProducts {
  @Override
  public void compute(
      MemorySegment rows,
      long at,
      float[] query,
      int from,
      int n,
      float[] dots,
      float[] squares,
      int to) {
    FloatVector dot0 = FloatVector.zero(SPECIES);
    FloatVector dot1 = dot0;
    FloatVector square0 = dot0;
    FloatVector square1 = dot0;
    int t = 0;
    for (; t <= n - 2 * LANES; t += 2 * LANES) {
      FloatVector x0 = row(rows, at + 4L * t);
      FloatVector x1 = row(rows, at + 4L * (t + LANES));
      dot0 = x0.fma(FloatVector.fromArray(SPECIES, query, from + t), dot0);
      dot1 = x1.fma(FloatVector.fromArray(SPECIES, query, from + t + LANES), dot1);
      square0 = x0.fma(x0, square0);
      square1 = x1.fma(x1, square1);
    }
    if (t <= n - LANES) {
      FloatVector x = row(rows, at + 4L * t);
      dot0 = x.fma(FloatVector.fromArray(SPECIES, query, from + t), dot0);
      square0 = x.fma(x, square0);
      t += LANES;
    }
    float dot = dot0.add(dot1).reduceLanes(VectorOperators.ADD);
    float square = square0.add(square1).reduceLanes(VectorOperators.ADD);
    for (; t < n; t++) {
      float x = rows.get(NUMBER, at + 4L * t);
      dot += x * query[from + t];
      square += x * x;
    }
    dots[to] = dot;
    squares[to] = square;
  }

  private static FloatVector row(MemorySegment rows, long at) {
    return FloatVector.fromMemorySegment(SPECIES, rows, at, ByteOrder.LITTLE_ENDIAN);
  }
}
