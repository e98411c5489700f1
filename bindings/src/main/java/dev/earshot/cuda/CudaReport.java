package dev.earshot.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of CUDA this machine offers, in words. */
public final class CudaReport {
  private CudaReport() {}

  /**
   * The device and the libraries that are used, and for each that is not, why. Loads all of them,
   * which takes a while; never throws.
   */
  public static List<String> lines() {
    Installation installation = Installation.current();
    Optional<String> whyNot = installation.whyNot();
    if (whyNot.isPresent()) {
      return List.of("CUDA is not used: " + whyNot.get());
    }
    try (CudaBackend backend = new CudaBackend(new DeviceLender(installation))) {
      List<String> lines = new ArrayList<>();
      lines.add(backend.name() + ": " + backend.description());
      lines.add("JCuda " + Installation.JCUDA_VERSION + " reaches the driver");
      lines.addAll(backend.libraries());
      return lines;
    } catch (LinkageError | CudaException e) {
      return List.of("CUDA is not used: " + Installation.firstLine(e));
    }
  }
}
