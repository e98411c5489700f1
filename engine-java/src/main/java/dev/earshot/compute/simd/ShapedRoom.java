package dev.earshot.compute.simd;

import java.util.ArrayList;
import java.util.List;

/** Scratch matrices, one for each shape that was requested. A step uses few shapes. */
final class ShapedRoom {
  private final List<SimdMatrix> kept = new ArrayList<>();

  /** A matrix of the same shape as another, with arbitrary contents. */
  SimdMatrix like(SimdMatrix other) {
    return like(other.rows(), other.columns());
  }

  /** A matrix of this shape, with arbitrary contents. */
  SimdMatrix like(int rows, int columns) {
    for (int i = 0; i < kept.size(); i++) {
      SimdMatrix room = kept.get(i);
      if (room.rows() == rows && room.columns() == columns) {
        return room;
      }
    }
    SimdMatrix room = new SimdMatrix(rows, columns);
    kept.add(room);
    return room;
  }
}
