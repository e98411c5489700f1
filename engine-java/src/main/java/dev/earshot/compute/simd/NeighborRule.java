package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;

/** Which points may be neighbours of which, apart from a point of itself. */
interface NeighborRule {
  /** All of all. */
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

  /** A point with a label: near those of the same label, far from any with one; else any. */
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
