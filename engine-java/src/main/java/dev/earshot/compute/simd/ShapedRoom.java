package dev.earshot.compute.simd;

import java.util.ArrayList;
import java.util.List;

/** Scratch matrices, one for each shape that has been asked for: a step has few. */
final class ShapedRoom {
  private final List<SimdMatrix> kept = new ArrayList<>();

  /** A matrix of the same shape as another; what it holds means nothing. */
  SimdMatrix like(SimdMatrix other) {
    for (int i = 0; i < kept.size(); i++) {
      SimdMatrix room = kept.get(i);
      if (room.rows() == other.rows() && room.columns() == other.columns()) {
        return room;
      }
    }
    SimdMatrix room = new SimdMatrix(other.rows(), other.columns());
    kept.add(room);
    return room;
  }
}
