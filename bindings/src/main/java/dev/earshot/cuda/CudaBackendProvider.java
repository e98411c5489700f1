package dev.earshot.cuda;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.cuda.driver.Device;
import dev.earshot.cuda.driver.Installation;
import dev.earshot.cuda.driver.SharedDevice;
import java.util.Optional;

/**
 * Offers the CUDA backend. With {@code -Dearshot.cuda.host=FOLDER} it offers, under another name, a
 * backend that runs the kernels on the CPU: for tests, and used only if it is named.
 */
public final class CudaBackendProvider extends BackendProvider {
  /**
   * The number of parallel runs that keeps a device busy: a step of one run uses only a few of the
   * multiprocessors. More runs would only take more memory.
   */
  private static final int RUNS_AT_A_TIME = 64;

  /** The memory of a run of the usual size: data, weights, buffers, and cuBLAS's workspace. */
  private static final long BYTES_A_RUN = 256L << 20;

  private final Installation installation = Installation.current();
  private final SharedDevice device = SharedDevice.of(installation);

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
    return new CudaBackend(device);
  }

  /**
   * As many runs as fit into the device's memory: each has its own stream, and the host's threads
   * only launch the work.
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
