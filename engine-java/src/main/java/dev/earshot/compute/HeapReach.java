package dev.earshot.compute;

/** {@link SparseKernels#reach} for backends that work in Java's own memory. */
public final class HeapReach {
  private HeapReach() {}

  /**
   * @param offsets where the matrix's rows begin among the entries
   * @param columns the entries' columns
   */
  public static void reach(
      int[] offsets, int[] columns, Indices mask, int changed, Indices reached, Indices others) {
    int[] marks = HeapIndices.data(mask);
    int[] in = HeapIndices.data(reached);
    int[] out = HeapIndices.data(others);
    for (int i = 0; i < in.length; i++) {
      in[i] = 0;
      for (int e = offsets[i]; e < offsets[i + 1]; e++) {
        if (marks[columns[e]] == changed) {
          in[i] = 1;
        }
      }
      out[i] = 1 - in[i];
    }
  }
}
