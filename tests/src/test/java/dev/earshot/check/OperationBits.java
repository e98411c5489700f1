package dev.earshot.check;

import dev.earshot.UsableBackends;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Prints a checksum of the bits of every operation case's results on the float backend. */
public final class OperationBits {
  /** Sums of several slices, panels narrower than a vector, and searches by products. */
  private static final List<Size> MORE =
      List.of(new Size(40, 700, 10), new Size(9, 300, 100), new Size(1100, 24, 5));

  private OperationBits() {}

  public static void main(String[] args) {
    try (Backend backend = UsableBackends.provider("simd").open()) {
      System.out.println(backend.description());
      for (OperationCase operation : OperationCases.all()) {
        List<Size> sizes = new ArrayList<>(operation.sizes());
        if (sizes.contains(new Size(257, 71, 53)) || sizes.contains(new Size(257, 7, 10))) {
          sizes.addAll(MORE);
        }
        for (Size size : sizes) {
          Workbench workbench = operation.on(backend, size);
          workbench.run();
          System.out.printf("%s %s %08x%n", operation, size, checksum(workbench));
        }
      }
    }
  }

  private static long checksum(Workbench workbench) {
    CRC32 sum = new CRC32();
    for (Map.Entry<String, Matrix> matrix : workbench.matrices().entrySet()) {
      for (double value : matrix.getValue().toArray()) {
        // All elements are floats, and a NaN is one NaN.
        sum.update(ByteBuffer.allocate(4).putFloat((float) value).flip());
      }
    }
    for (Map.Entry<String, Indices> indices : workbench.indices().entrySet()) {
      for (int value : indices.getValue().toArray()) {
        sum.update(ByteBuffer.allocate(4).putInt(value).flip());
      }
    }
    return sum.getValue();
  }
}
