package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.INTS;
import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Updates a {@link ColumnSelection}, one vector of columns at a time. */
final class VectorApiSelection {
  private VectorApiSelection() {}

  /**
   * Adds the distances of rows {@code first ..} to a selection. Rows are {@code width} elements
   * apart.
   */
  static void select(ColumnSelection s, float[] distances, int width, int first, int rows) {
    for (int c = 0; c < s.count; c += LANES) {
      IntVector own = IntVector.fromArray(INTS, s.own, c);
      IntVector labels = IntVector.fromArray(INTS, s.columnLabels, c);
      VectorMask<Integer> unlabelled = labels.compare(VectorOperators.LT, 0);
      int last = (s.k - 1) * s.stride + c;
      for (int row = first; row < first + rows; row++) {
        int label = s.rowLabels[row];
        FloatVector distance = FloatVector.fromArray(SPECIES, distances, (row - first) * width + c);
        VectorMask<Integer> others = own.compare(VectorOperators.NE, row);
        if (s.k > 0) {
          VectorMask<Float> allowed =
              labels.compare(VectorOperators.EQ, label).or(unlabelled).and(others).cast(SPECIES);
          FloatVector bound = FloatVector.fromArray(SPECIES, s.nearestDistances, last);
          if (distance.compare(VectorOperators.LT, bound).and(allowed).anyTrue()) {
            FloatVector none = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
            FloatVector carried = none.blend(distance, allowed);
            IntVector carriedRow = IntVector.broadcast(INTS, row);
            // After the slot that takes the new row, all slots move, whatever their distances.
            VectorMask<Float> less = SPECIES.maskAll(false);
            for (int slot = c; slot <= last; slot += s.stride) {
              FloatVector kept = FloatVector.fromArray(SPECIES, s.nearestDistances, slot);
              IntVector keptRow = IntVector.fromArray(INTS, s.nearest, slot);
              less = carried.compare(VectorOperators.LT, kept).or(less);
              VectorMask<Integer> lessRow = less.cast(INTS);
              kept.blend(carried, less).intoArray(s.nearestDistances, slot);
              keptRow.blend(carriedRow, lessRow).intoArray(s.nearest, slot);
              carried = carried.blend(kept, less);
              carriedRow = carriedRow.blend(keptRow, lessRow);
            }
          }
        }
        if (s.anyFarthest) {
          VectorMask<Float> allowed =
              unlabelled.or(INTS.maskAll(label >= 0)).and(others).cast(SPECIES);
          FloatVector worst = FloatVector.fromArray(SPECIES, s.farthestDistances, c);
          VectorMask<Float> further = distance.compare(VectorOperators.GT, worst).and(allowed);
          if (further.anyTrue()) {
            worst.blend(distance, further).intoArray(s.farthestDistances, c);
            IntVector.fromArray(INTS, s.farthest, c)
                .blend(row, further.cast(INTS))
                .intoArray(s.farthest, c);
          }
        }
      }
    }
  }
}
