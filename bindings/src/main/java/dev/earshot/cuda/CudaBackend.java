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
import java.util.List;
import java.util.Optional;

/** Single precision on one GPU, everything on one stream. */
final class CudaBackend implements Backend {
  static final String NAME = "cuda";
  static final String HOST_NAME = "cuda-host";
  static final String HOST_DESCRIPTION =
      "the CUDA kernels run by the CPU, thread after thread: no GPU, for tests only";

  /**
   * A product of so many rows with 256 columns has about as many tiles of 128 x 128 as a large
   * device has multiprocessors.
   */
  private static final int ROWS_AT_A_TIME = 8192;

  private final Installation installation;
  private final Workplace workplace;
  private final Libraries libraries;
  private final DenseKernels dense;
  private final SparseKernels sparse;
  private final LossKernels losses;
  private final CorruptionKernels corruption;
  private final OptimizerKernels optimizer;
  private final NeighborKernels neighbors;
  private final GraphKernels graphs;
  private final FeatureKernels features;
  private boolean closed;

  CudaBackend(DeviceLender lender) {
    installation = lender.installation();
    workplace = new Workplace(lender);
    libraries = new Libraries(workplace, installation);
    try {
      dense = new CudaDenseKernels(workplace, libraries);
      sparse = new CudaSparseKernels(workplace, libraries, dense);
      losses = new CudaLossKernels(workplace);
      corruption = new CudaCorruptionKernels(workplace);
      optimizer = new CudaOptimizerKernels(workplace);
      neighbors = new CudaNeighborKernels(workplace, libraries.thresholds());
      graphs = new CudaGraphKernels(workplace);
      features = new CudaFeatureKernels(workplace);
    } catch (CudaException e) {
      throw Closing.undo(e, workplace::close);
    }
  }

  @Override
  public String name() {
    return installation.host().isPresent() ? HOST_NAME : NAME;
  }

  @Override
  public String description() {
    return installation.host().isPresent() ? HOST_DESCRIPTION : Device.describe();
  }

  Workplace workplace() {
    return workplace;
  }

  /** Which of NVIDIA's libraries are used, and why the others are not. */
  List<String> libraries() {
    return libraries.report();
  }

  @Override
  public Matrix newMatrix(int rows, int columns) {
    return new CudaMatrix(workplace, rows, columns);
  }

  @Override
  public Indices newIndices(int length) {
    return new CudaIndices(workplace, length);
  }

  @Override
  public SparseMatrix newSparseMatrix(int rows, int columns, int capacity) {
    return new CudaSparseMatrix(workplace, rows, columns, capacity);
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
    return new RecordedGraph(workplace, work);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    workplace.enter();
    try (Closing closing = new Closing()) {
      closing.run(libraries::close);
      closing.run(workplace::close);
    }
  }
}
