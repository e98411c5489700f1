package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import java.util.List;

/**
 * The origin of a matrix that has the rows of another one, moved.
 *
 * @param moves how; see {@code sparse.cu}
 */
record Moved(Read<Float> x, Moves moves) {
  /**
   * The way that rows are moved.
   *
   * @param given the rows of x
   * @param moved a number for each row of x, or of the result if rows are taken
   */
  record Moves(int given, Moving moving, Read<Integer> moved) {
    static Moves none(int rows) {
      return new Moves(rows, Moving.NONE, DeviceRange.noneRead());
    }
  }

  /** The memory that it is computed from. */
  List<DeviceRange> sources() {
    return List.of(x, moves.moved());
  }
}
