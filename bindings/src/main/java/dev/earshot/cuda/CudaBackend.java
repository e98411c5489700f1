package dev.earshot.cuda;

import dev.earshot.compute.Backend;
import dev.earshot.compute.CorruptionKernels;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.FeatureKernels;
import dev.earshot.compute.GraphKernels;
import dev.earshot.compute.Indices;
import dev.earshot.compute.LossKernels;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;
import dev.earshot.compute.OptimizerKernels;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.cuda.driver.Cleanup;
import dev.earshot.cuda.driver.CudaException;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix;
import dev.earshot.cuda.driver.Device;
import dev.earshot.cuda.driver.Installation;
import dev.earshot.cuda.driver.SharedDevice;
import dev.earshot.cuda.driver.StreamContext;
import dev.earshot.cuda.graph.CapturedGraph;
import dev.earshot.cuda.kernel.CudaCorruptionKernels;
import dev.earshot.cuda.kernel.CudaDenseKernels;
import dev.earshot.cuda.kernel.CudaFeatureKernels;
import dev.earshot.cuda.kernel.CudaGraphKernels;
import dev.earshot.cuda.kernel.CudaLossKernels;
import dev.earshot.cuda.kernel.CudaNeighborKernels;
import dev.earshot.cuda.kernel.CudaOptimizerKernels;
import dev.earshot.cuda.kernel.CudaSparseKernels;
import dev.earshot.cuda.library.Libraries;
import java.util.List;
import java.util.Optional;

/** Single precision on one GPU, everything on one stream. */
final class CudaBackend implements Backend {
  static final String NAME = "cuda";
  static final String HOST_NAME = "cuda-host";
  static final String HOST_DESCRIPTION =
      "the CUDA kernels run by the CPU, thread after thread: no GPU, for tests only";

  /**
   * A product of this many rows and 256 columns has about as many tiles of 128 x 128 as a large
   * device has multiprocessors.
   */
  private static final int ROWS_AT_A_TIME = 8192;

  private final Installation installation;
  private final StreamContext context;
  private final Libraries libraries;
  private final DenseKernels dense;
  private final SparseKernels sparse;
  private final LossKernels losses;
  private final CorruptionKernels corruption;
  private final OptimizerKernels optimizer;
  private final NeighborKernels neighbors;
  private final CudaGraphKernels graphs;
  private final FeatureKernels features;
  private boolean closed;

  CudaBackend(SharedDevice device) {
    installation = device.installation();
    context = new StreamContext(device);
    try {
      libraries = new Libraries(context, installation);
      dense = new CudaDenseKernels(context, libraries);
      sparse = new CudaSparseKernels(context, libraries, dense);
      losses = new CudaLossKernels(context);
      corruption = new CudaCorruptionKernels(context);
      optimizer = new CudaOptimizerKernels(context);
      neighbors = new CudaNeighborKernels(context, libraries.thresholds());
      graphs = new CudaGraphKernels(context);
      features = new CudaFeatureKernels(context);
    } catch (CudaException e) {
      throw Cleanup.afterFailure(e, context::close);
    }
  }

  /**
   * This backend without the checks in front of it.
   *
   * @throws IllegalArgumentException if it is not a CUDA backend
   */
  static CudaBackend of(Backend backend) {
    return backend
        .unwrap(CudaBackend.class)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "backend %s has no stream on a device".formatted(backend.name())));
  }

  @Override
  public String name() {
    return installation.host().isPresent() ? HOST_NAME : NAME;
  }

  @Override
  public String description() {
    return installation.host().isPresent() ? HOST_DESCRIPTION : Device.describe();
  }

  /** Launches a kernel that does nothing, after all work before it. */
  void launchNothing() {
    graphs.launchNothing();
  }

  StreamContext context() {
    return context;
  }

  /** Which of NVIDIA's libraries are used, and why the others are not; opens all of them. */
  List<String> libraries() {
    return libraries.report();
  }

  @Override
  public Matrix newMatrix(int rows, int columns) {
    return new CudaMatrix(context, rows, columns);
  }

  @Override
  public Indices newIndices(int length) {
    return new CudaIndices(context, length);
  }

  @Override
  public SparseMatrix newSparseMatrix(int rows, int columns, int capacity) {
    return new CudaSparseMatrix(context, rows, columns, capacity);
  }

  @Override
  public DenseKernels dense() {
    return dense;
  }

  @Override
  public SparseKernels sparse() {
    return sparse;
  }

  @Override
  public LossKernels losses() {
    return losses;
  }

  @Override
  public CorruptionKernels corruption() {
    return corruption;
  }

  @Override
  public OptimizerKernels optimizer() {
    return optimizer;
  }

  @Override
  public NeighborKernels neighbors() {
    return neighbors;
  }

  @Override
  public GraphKernels graphs() {
    return graphs;
  }

  @Override
  public Optional<FeatureKernels> features() {
    return Optional.of(features);
  }

  @Override
  public int rowsAtATime() {
    return ROWS_AT_A_TIME;
  }

  @Override
  public Runnable record(Runnable work) {
    return new CapturedGraph(context, work);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    context.makeCurrent();
    try (Cleanup cleanup = new Cleanup()) {
      cleanup.run(libraries::close);
      cleanup.run(context::close);
    }
  }
}
