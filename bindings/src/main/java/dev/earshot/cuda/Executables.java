package dev.earshot.cuda;

import java.lang.ref.Cleaner;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.JCudaDriver;

/**
 * A backend's executable graphs. One that nobody can run any more is given back when the next one
 * is made, at the latest with the backend. The driver lets a graph that is under way end first.
 */
final class Executables implements AutoCloseable {
  private final Cleaner cleaner;
  private final Set<CUgraphExec> all = new HashSet<>();
  private final Queue<CUgraphExec> dropped = new ConcurrentLinkedQueue<>();

  Executables(Cleaner cleaner) {
    this.cleaner = cleaner;
  }

  /** Makes a graph executable for as long as {@code owner} is reachable. */
  CUgraphExec instantiate(Object owner, CUgraph graph) {
    for (CUgraphExec old = dropped.poll(); old != null; old = dropped.poll()) {
      destroy(old);
    }
    CUgraphExec executable = new CUgraphExec();
    Driver.check(
        JCudaDriver.cuGraphInstantiate(executable, graph, 0), "cuGraphInstantiateWithFlags");
    all.add(executable);
    Queue<CUgraphExec> queue = dropped;
    cleaner.register(owner, () -> queue.add(executable));
    return executable;
  }

  /** Gives one back that will not be run again; once is enough. */
  void destroy(CUgraphExec executable) {
    if (all.remove(executable)) {
      Driver.check(JCudaDriver.cuGraphExecDestroy(executable), "cuGraphExecDestroy");
    }
  }

  @Override
  public void close() {
    all.forEach(executable ->
        Driver.check(JCudaDriver.cuGraphExecDestroy(executable), "cuGraphExecDestroy"));
    all.clear();
  }
}
