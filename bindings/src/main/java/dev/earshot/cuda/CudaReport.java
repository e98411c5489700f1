package dev.earshot.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of CUDA this machine offers, in words. */
public final class CudaReport {
  private CudaReport() {}

  /**
   * The kernels in this build; then the device and the libraries that are used, and for each that
   * is not, why. Loads all of them, which takes a while; never throws.
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
    try (CudaBackend backend = new CudaBackend(new DeviceLender(installation))) {
      lines.add(backend.name() + ": " + backend.description());
      lines.add("JCuda " + Installation.JCUDA_VERSION + " reaches the driver");
      lines.addAll(backend.libraries());
      lines.add("taken by size: " + Thresholds.current());
    } catch (LinkageError | CudaException e) {
      lines.add("not used: " + Installation.firstLine(e));
    }
    return lines;
  }

  /** From how many entries on a sparse matrix that stays as it is is multiplied by cuSPARSE. */
  public static long sparseFrom() {
    return Thresholds.current().sparse();
  }
}
