package dev.earshot.cuda;

import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/**
 * Work captured from a stream as a CUDA graph; running it is one launch. Captured again if a sparse
 * matrix that cuSPARSE multiplies with has been replaced.
 */
final class RecordedGraph implements Runnable, AutoCloseable {
  private final Workplace workplace;
  private final Runnable work;
  private CUgraphExec executable;
  private Recording recording;

  RecordedGraph(Workplace workplace, Runnable work) {
    this.workplace = workplace;
    this.work = work;
    capture();
  }

  private void capture() {
    CUgraph graph = new CUgraph();
    recording = new Recording();
    workplace.record(
        recording,
        () -> {
          // Relaxed: a kernel that needs workspace for the first time may allocate it meanwhile.
          Driver.check(
              JCudaDriver.cuStreamBeginCapture(
                  workplace.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED),
              "cuStreamBeginCapture");
          try {
            work.run();
          } catch (RuntimeException e) {
            // The stream must not stay in capture; what has been captured is of no use.
            if (JCudaDriver.cuStreamEndCapture(workplace.stream(), graph) == 0) {
              JCudaDriver.cuGraphDestroy(graph);
            }
            throw e;
          }
          Driver.check(
              JCudaDriver.cuStreamEndCapture(workplace.stream(), graph), "cuStreamEndCapture");
        });
    try {
      executable = new CUgraphExec();
      Driver.check(
          JCudaDriver.cuGraphInstantiate(executable, graph, 0), "cuGraphInstantiateWithFlags");
    } finally {
      Driver.check(JCudaDriver.cuGraphDestroy(graph), "cuGraphDestroy");
    }
  }

  @Override
  public void run() {
    workplace.enter();
    if (recording.isStale()) {
      close();
      capture();
    }
    Driver.check(JCudaDriver.cuGraphLaunch(executable, workplace.stream()), "cuGraphLaunch");
  }

  @Override
  public void close() {
    Driver.check(JCudaDriver.cuGraphExecDestroy(executable), "cuGraphExecDestroy");
  }
}
