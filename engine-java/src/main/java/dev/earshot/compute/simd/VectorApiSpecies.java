package dev.earshot.compute.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The width of vectors. It is fixed when this class is first used, because the compiler turns
 * Vector API calls into instructions only if the species is a constant.
 */
final class VectorApiSpecies {
  static final VectorSpecies<Float> SPECIES =
      capped(SimdWidth.widestAllowed().orElse(Integer.MAX_VALUE));
  static final int LANES = SPECIES.length();
  static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, SPECIES.vectorShape());

  /** Has the same number of lanes as {@link #DOUBLES}. */
  static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));

  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SPECIES.vectorShape());
  static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, SPECIES.vectorShape());

  private VectorApiSpecies() {}

  private static VectorSpecies<Float> capped(int bits) {
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    if (bits >= preferred.vectorBitSize()) {
      return preferred;
    }
    return bits == 128 ? FloatVector.SPECIES_128 : FloatVector.SPECIES_256;
  }
}
