package dev.earshot.cuda;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import java.util.Optional;

/**
 * Offers the CUDA backend. With {@code -Dearshot.cuda.host=FOLDER} it offers, in its place and
 * under another name, one that runs the kernels on the CPU: for tests, chosen only by name.
 */
public final class CudaBackendProvider extends BackendProvider {
  /**
   * So many runs at a time keep a device busy: a step of one uses a few of its many
   * multiprocessors. More would only take more memory.
   */
  private static final int RUNS_AT_A_TIME = 64;

  /** What a run of the usual size may take: its data, weights, buffers, and cuBLAS's workspace. */
  private static final long BYTES_A_RUN = 256L << 20;

  private final Installation installation = Installation.current();
  private final DeviceLender lender = new DeviceLender(installation);

  @Override
  public String name() {
    return installation.host().isPresent() ? CudaBackend.HOST_NAME : CudaBackend.NAME;
  }

  @Override
  public int rank() {
    return installation.host().isPresent() ? -1 : 20;
  }

  @Override
  public String description() {
    if (installation.host().isPresent()) {
      return CudaBackend.HOST_DESCRIPTION;
    }
    return whyNot().isPresent() ? "an NVIDIA GPU" : Device.describe();
  }

  @Override
  public Optional<String> whyNot() {
    return installation.whyNot();
  }

  @Override
  protected Backend create(int threads) {
    return new CudaBackend(lender);
  }

  /**
   * As many as the device's memory has room for: each run's work is on a stream of its own, and the
   * host's threads only hand it over.
   */
  @Override
  public int runsAtATime(int threads) {
    if (whyNot().isPresent()) {
      return threads;
    }
    installation.loadDriver();
    return (int) Math.clamp(Device.totalBytes() / BYTES_A_RUN, 1, RUNS_AT_A_TIME);
  }
}
