package dev.earshot.cuda;

import dev.earshot.compute.Backend;
import dev.earshot.cuda.graph.CapturedGraph;
import dev.earshot.cuda.graph.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Graphs that hold one operation of some work many times in a row, each waiting for the one before.
 * The time of such a graph, divided by its length, is what the operation takes on a chain: its
 * execution and the gap before it.
 */
public final class KernelChains {
  private KernelChains() {}

  /**
   * One graph for each operation of the work that differs from the others in its kernel or grid.
   *
   * @param work what the backend records as a graph; it is not run here
   * @param length how often a graph holds its operation
   * @return by the kernel and its grid; to be run while the backend is open
   * @throws IllegalArgumentException if it is not a CUDA backend
   */
  public static Map<String, Runnable> of(Backend backend, Runnable work, int length) {
    CudaBackend cuda = CudaBackend.of(backend);
    List<String> operations =
        new CapturedGraph(cuda.context(), work).operations().stream().map(Operation::name).toList();
    Map<String, Runnable> chains = new LinkedHashMap<>();
    for (int i = 0; i < operations.size(); i++) {
      int chosen = i;
      if (!chains.containsKey(operations.get(i))) {
        chains.put(
            operations.get(i),
            new CapturedGraph(cuda.context(), work, operation -> operation == chosen ? length : 0));
      }
    }
    return chains;
  }

  /**
   * A graph of kernels that do nothing, each waiting for the one before.
   *
   * @throws IllegalArgumentException if it is not a CUDA backend
   */
  public static Runnable ofNothing(Backend backend, int length) {
    CudaBackend cuda = CudaBackend.of(backend);
    return new CapturedGraph(cuda.context(), cuda::launchNothing, operation -> length);
  }
}
