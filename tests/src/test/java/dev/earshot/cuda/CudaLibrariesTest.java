package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.reference.ReferenceBackend;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** cuBLAS and cuSPARSE, in each of the ways to them. */
class CudaLibrariesTest {
  @Test
  void bigProductsAgree() {
    try (Backend backend = HostDriver.openAny()) {
      assertTrue(LibraryProducts.agree(backend));
    }
  }

  @Test
  void ownKernelsDoWithoutThem() {
    System.setProperty("earshot.cuda.withoutLibraries", "true");
    try (CudaBackend backend = HostDriver.openUnchecked()) {
      assertTrue(LibraryProducts.agree(backend));
      assertTrue(backend.libraries().stream().allMatch(line -> line.contains("is left out")));
    } finally {
      System.clearProperty("earshot.cuda.withoutLibraries");
    }
  }

  @Test
  void jcudaReachesTwelve() {
    HostDriver.get();
    try (CudaBackend backend = HostDriver.openUnchecked()) {
      assertEquals(
          List.of("cuBLAS 120000 through JCuda", "cuSPARSE 12000 through JCuda"),
          backend.libraries());
    }
  }

  @Test
  void foreignFunctionsReachThirteen() throws IOException, InterruptedException {
    String output = HostProcess.run(HostDriver.variant("cuda13"), Map.of(), "libraries");
    assertTrue(output.contains("cuBLAS 130000 through Java's foreign functions"), output);
    assertTrue(output.contains("libcublas.so.12 is not found"), output);
    assertTrue(output.contains("ok libraries"), output);
  }

  /** A graph that cuSPARSE is part of must not outlive the entries that it was made for. */
  @Test
  void replacedEntriesAreRecordedAgain() {
    try (Backend backend = HostDriver.openAny()) {
      SparseMatrix a = LibraryProducts.sparse(backend);
      Matrix x = LibraryProducts.operand(backend);
      Matrix y = backend.newMatrix(x.rows(), x.columns());
      Runnable replay = backend.record(() -> backend.sparse().propagate(a, x, Epilogue.NONE, y));
      Backend reference = ReferenceBackend.open();
      SparseMatrix expected = LibraryProducts.sparse(reference);
      Matrix operand = LibraryProducts.operand(reference);
      Matrix result = reference.newMatrix(x.rows(), x.columns());
      for (int shift = 0; shift < 3; shift++) {
        if (shift > 0) {
          LibraryProducts.write(a, shift);
          LibraryProducts.write(expected, shift);
        }
        replay.run();
        reference.sparse().propagate(expected, operand, Epilogue.NONE, result);
        assertArrayEquals(result.toArray(), y.toArray(), 1e-4);
      }
    }
  }
}
