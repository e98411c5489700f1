package dev.earshot.compute.simd;

/**
 * The edges of one node, for attention with H heads of F columns. Rows of all matrices here are F x
 * H: the heads of a column are side by side, so that a vector holds a number of each head. Fields
 * are set anew for each node; no object is made.
 */
final class HeadRows {
  /** H. */
  int heads;

  /** F. */
  int width;

  /** The node's neighbours are {@code columns[first]} to {@code columns[first + count - 1]}. */
  int[] columns = {};

  int first;
  int count;

  /** Rows of all nodes. */
  float[] nodes = {};

  /** A row of the node itself. */
  float[] own = {};

  int ownAt;

  /** count x H: a number of each edge and head. */
  float[] numbers = {};

  int numbersAt;

  /** The first element of a neighbour's row in {@link #nodes}. */
  int at(int k) {
    return columns[first + k] * heads * width;
  }

  /** Sets the shape for all nodes. */
  void shape(int newHeads, int newWidth) {
    heads = newHeads;
    width = newWidth;
  }

  /** Sets a node's neighbours. */
  void neighbors(int[] newColumns, int newFirst, int newCount) {
    columns = newColumns;
    first = newFirst;
    count = newCount;
  }

  /** Sets the node's own row and its numbers. */
  void row(float[] newOwn, int newOwnAt, float[] newNumbers, int newNumbersAt) {
    own = newOwn;
    ownAt = newOwnAt;
    numbers = newNumbers;
    numbersAt = newNumbersAt;
  }
}
