package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;

/** Which points may be neighbours of which. A point is never its own neighbour. */
interface NeighborRule {
  /** Every point may be a neighbour of every other. */
  NeighborRule ANY =
      new NeighborRule() {
        @Override
        public boolean near(int i, int j) {
          return true;
        }

        @Override
        public boolean far(int i, int j) {
          return true;
        }
      };

  /** Whether point j may be among the nearest of point i. */
  boolean near(int i, int j);

  /** Whether point j may be the farthest of point i. */
  boolean far(int i, int j);

  /**
   * The rule for labels: a point with a label has its nearest among points with the same label, and
   * its farthest among points with any label. A point without a label may have any.
   */
  static NeighborRule labels(HeapIndices label) {
    return new NeighborRule() {
      @Override
      public boolean near(int i, int j) {
        return label.get(i) < 0 || label.get(i) == label.get(j);
      }

      @Override
      public boolean far(int i, int j) {
        return label.get(i) < 0 || label.get(j) >= 0;
      }
    };
  }
}
