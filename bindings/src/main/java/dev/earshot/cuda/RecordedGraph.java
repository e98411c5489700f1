package dev.earshot.cuda;

import java.util.List;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** Work captured from a stream as a CUDA graph; running it is one launch. */
final class RecordedGraph implements Runnable, AutoCloseable {
  private final Workplace workplace;

  /**
   * The work, never run again, and whatever else keeps the graph's buffers from being reclaimed.
   */
  @SuppressWarnings("unused")
  private final List<Object> kept;

  private final CUgraphExec executable = new CUgraphExec();

  RecordedGraph(Workplace workplace, Runnable work, List<Object> kept) {
    this.workplace = workplace;
    this.kept = kept;
    // Relaxed: a kernel that needs workspace for the first time may allocate it meanwhile.
    Driver.check(
        JCudaDriver.cuStreamBeginCapture(
            workplace.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED),
        "cuStreamBeginCapture");
    CUgraph graph = new CUgraph();
    try {
      work.run();
    } catch (RuntimeException e) {
      // The stream must not stay in capture; what has been captured is of no use.
      if (JCudaDriver.cuStreamEndCapture(workplace.stream(), graph) == 0) {
        JCudaDriver.cuGraphDestroy(graph);
      }
      throw e;
    }
    Driver.check(JCudaDriver.cuStreamEndCapture(workplace.stream(), graph), "cuStreamEndCapture");
    try {
      Driver.check(
          JCudaDriver.cuGraphInstantiate(executable, graph, 0), "cuGraphInstantiateWithFlags");
    } finally {
      Driver.check(JCudaDriver.cuGraphDestroy(graph), "cuGraphDestroy");
    }
  }

  @Override
  public void run() {
    workplace.enter();
    Driver.check(JCudaDriver.cuGraphLaunch(executable, workplace.stream()), "cuGraphLaunch");
  }

  @Override
  public void close() {
    Driver.check(JCudaDriver.cuGraphExecDestroy(executable), "cuGraphExecDestroy");
  }
}
