package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes square blocks as large as a vector has lanes. For d = 1, 2, 4, ... rows i and i + d
 * (bit d of i clear) exchange the elements that stand on the wrong side of bit d: row i's lanes
 * with the bit for row i + d's lanes without it. Half a vector operation an element, where one
 * element at a time costs a load and a store.
 */
final class VectorApiTranspose {
  // One constant for each distance: the compiler makes instructions only of what it knows.
  private static final VectorShuffle<Float> PARTNER_1 = partner(1);
  private static final VectorShuffle<Float> PARTNER_2 = partner(2);
  private static final VectorShuffle<Float> PARTNER_4 = partner(4);
  private static final VectorShuffle<Float> PARTNER_8 = partner(8);
  private static final VectorMask<Float> UPPER_1 = upper(1);
  private static final VectorMask<Float> UPPER_2 = upper(2);
  private static final VectorMask<Float> UPPER_4 = upper(4);
  private static final VectorMask<Float> UPPER_8 = upper(8);

  private final float[] block = new float[LANES * LANES];

  /** {@code target[to + t width + j] = source[at + j stride + t]} for j, t below the lane count. */
  void transpose(float[] source, int at, int stride, float[] target, int to, int width) {
    for (int row = 0; row < LANES; row++) {
      FloatVector.fromArray(SPECIES, source, at + row * stride).intoArray(block, row * LANES);
    }
    exchange(block, 1, PARTNER_1, UPPER_1);
    exchange(block, 2, PARTNER_2, UPPER_2);
    if (LANES > 4) {
      exchange(block, 4, PARTNER_4, UPPER_4);
    }
    if (LANES > 8) {
      exchange(block, 8, PARTNER_8, UPPER_8);
    }
    for (int row = 0; row < LANES; row++) {
      FloatVector.fromArray(SPECIES, block, row * LANES).intoArray(target, to + row * width);
    }
  }

  private static void exchange(
      float[] block, int distance, VectorShuffle<Float> partner, VectorMask<Float> upper) {
    for (int pair = 0; pair < LANES / 2; pair++) {
      // The pair's number with a clear bit put in at the distance.
      int row = pair + (pair & -distance);
      int low = row * LANES;
      int high = (row + distance) * LANES;
      FloatVector a = FloatVector.fromArray(SPECIES, block, low);
      FloatVector b = FloatVector.fromArray(SPECIES, block, high);
      a.blend(b.rearrange(partner), upper).intoArray(block, low);
      a.rearrange(partner).blend(b, upper).intoArray(block, high);
    }
  }

  /** For each lane the one that differs in the distance's bit. */
  private static VectorShuffle<Float> partner(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ distance) % LANES);
  }

  /** The lanes that have the distance's bit. */
  private static VectorMask<Float> upper(int distance) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & distance) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }
}
