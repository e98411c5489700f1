package dev.earshot.compute.simd;

import dev.earshot.compute.Epilogue;

/**
 * Dense products around the micro-kernel: {@code c = activation(a b + beta c + bias)}.
 *
 * <p>The inner dimension is cut into slices: a slice of a panel stays in the second-level cache
 * while all tiles of a block of rows use it. The rows are cut into blocks: a block's slice of a
 * stays in that cache while all panels use it. Every product of a training step fits one slice and
 * one block.
 */
final class Gemm {
  private static final int INNER_SLICE = 512;
  private static final int ROW_BLOCK = 96;

  /** A matrix of more elements than this is probably not in a near cache. */
  private static final int NEAR = 1 << 17;

  /** Elements of a line of a cache. */
  private static final int LINE = 16;

  private final VectorOps ops;

  /** Is written so that the compiler leaves {@link #fetch} in. */
  private int fetched;

  private final DenseProduct call = new DenseProduct();

  Gemm(VectorOps ops) {
    this.ops = ops;
  }

  /** Whether a matrix is probably not in a near cache. */
  static boolean isFar(SimdMatrix matrix) {
    return matrix.size() > NEAR;
  }

  /** Rows from .. to - 1 of {@code c = activation(a b + beta c + bias)}. */
  void multiply(
      SimdMatrix a,
      PackedMatrix b,
      double beta,
      Epilogue epilogue,
      SimdMatrix c,
      int from,
      int to) {
    call.aRowStride = a.columns();
    call.aInnerStride = 1;
    run(a, b, beta, epilogue, c, from, to);
  }

  /** Rows from .. to - 1 of {@code c = a' b + beta c}. */
  void multiplyTransposed(
      SimdMatrix a, PackedMatrix b, double beta, SimdMatrix c, int from, int to) {
    call.aRowStride = 1;
    call.aInnerStride = a.columns();
    run(a, b, beta, Epilogue.NONE, c, from, to);
  }

  private void run(
      SimdMatrix a,
      PackedMatrix b,
      double beta,
      Epilogue epilogue,
      SimdMatrix c,
      int from,
      int to) {
    int inner = b.inner;
    int slices = Math.max(1, Math.ceilDiv(inner, INNER_SLICE));
    boolean transposed = call.aInnerStride > 1;
    boolean far = isFar(a);
    for (int slice = 0; slice < slices; slice++) {
      int begin = (int) ((long) inner * slice / slices);
      int end = (int) ((long) inner * (slice + 1) / slices);
      call.store.accumulate(slice == 0 ? beta : 1);
      if (slice == slices - 1) {
        call.store.finish(epilogue);
      }
      if (far && transposed) {
        fetch(a.data, a.row(begin), a.row(end));
        if (b.isInPlace()) {
          fetch(b.panels, b.panelAt(begin, 0, 0), b.panelAt(end, 0, 0));
        }
      }
      for (int row = from; row < to; row += ROW_BLOCK) {
        call.a = a.data;
        call.aOffset = a.offset + row * call.aRowStride + begin * call.aInnerStride;
        call.rows = Math.min(ROW_BLOCK, to - row);
        call.inner = end - begin;
        call.b = b;
        call.begin = begin;
        call.c = c.data;
        call.cOffset = c.row(row);
        call.cStride = c.columns();
        if (far && !transposed && slices == 1) {
          fetch(a.data, call.aOffset, call.aOffset + call.rows * a.columns());
          fetch(c.data, call.cOffset, call.cOffset + call.rows * c.columns());
        }
        ops.multiply(call);
      }
    }
  }

  private void fetch(float[] x, int from, int to) {
    int bits = 0;
    for (int i = from; i < to; i += LINE) {
      bits |= Float.floatToRawIntBits(x[i]);
    }
    fetched = bits;
  }
}
