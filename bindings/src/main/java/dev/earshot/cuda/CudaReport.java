package dev.earshot.cuda;

import dev.earshot.cuda.driver.CudaException;
import dev.earshot.cuda.driver.Installation;
import dev.earshot.cuda.driver.SharedDevice;
import dev.earshot.cuda.library.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes the CUDA installation of this machine. */
public final class CudaReport {
  private CudaReport() {}

  /**
   * The kernels in this build, the device, and the libraries that are used; for each one that is
   * not used, the reason. Loads all of them, which takes a while; never throws.
   */
  public static List<String> lines() {
    Installation installation = Installation.current();
    List<String> lines = new ArrayList<>();
    lines.add("kernels: " + installation.kernelsOrigin());
    Optional<String> whyNot = installation.whyNot();
    if (whyNot.isPresent()) {
      lines.add("not used: " + whyNot.get());
      return lines;
    }
    try (CudaBackend backend = new CudaBackend(SharedDevice.of(installation))) {
      lines.add(backend.name() + ": " + backend.description());
      lines.add("JCuda " + Installation.JCUDA_VERSION + " reaches the driver");
      lines.addAll(backend.libraries());
      lines.add("taken by size: " + Thresholds.current());
    } catch (LinkageError | CudaException e) {
      lines.add("not used: " + Installation.firstLine(e));
    }
    return lines;
  }

  /** The number of entries from which on a fixed sparse matrix is multiplied by cuSPARSE. */
  public static long sparseFrom() {
    return Thresholds.current().sparse();
  }
}
