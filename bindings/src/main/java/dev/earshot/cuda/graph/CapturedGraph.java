package dev.earshot.cuda;

import java.util.Optional;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/**
 * Work captured from a stream as a CUDA graph; running it is one launch. Captured again if a sparse
 * matrix that cuSPARSE multiplies with has been replaced.
 */
final class RecordedGraph implements Runnable {
  /**
   * At most so many chains of operations side by side; a step has one a task and a few gradients.
   */
  private static final int BRANCHES = Integer.getInteger("earshot.cuda.branches", 8);

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
    CUgraph graph = captureOnce();
    // A library opens and makes ready what no capture can bear; what was captured without is void.
    while (recording.makeReady()) {
      destroy(graph);
      graph = captureOnce();
    }
    CUgraphExec made = new CUgraphExec();
    try (Closing closing = new Closing()) {
      CUgraph captured = graph;
      closing.run(() -> {
        Driver.check(
            JCudaDriver.cuGraphInstantiate(made, captured, 0), "cuGraphInstantiateWithFlags");
        workplace.executables().add(this, made);
      });
      closing.run(() -> destroy(captured));
    }
    executable = made;
  }

  private static void destroy(CUgraph graph) {
    Driver.check(JCudaDriver.cuGraphDestroy(graph), "cuGraphDestroy");
  }

  private CUgraph captureOnce() {
    CUgraph graph = new CUgraph();
    recording = new Recording();
    workplace.record(recording, () -> capture(graph));
    return graph;
  }

  private void capture(CUgraph graph) {
    CUstream stream = workplace.stream();
    // What is under way must not be mistaken for done by a library that prepares something.
    Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
    // Relaxed: a kernel that needs workspace for the first time may allocate it meanwhile.
    Driver.check(
        JCudaDriver.cuStreamBeginCapture(
            stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED),
        "cuStreamBeginCapture");
    boolean[] done = {false};
    boolean[] ended = {false};
    try (Closing closing = new Closing()) {
      Branches branches = new Branches(stream, BRANCHES);
      recording.capturing(Optional.of(branches));
      closing.run(() -> {
        work.run();
        done[0] = true;
      });
      recording.capturing(Optional.empty());
      closing.run(branches::join);
      // Whatever has failed: the stream must not stay in capture.
      closing.run(() -> {
        Driver.check(JCudaDriver.cuStreamEndCapture(stream, graph), "cuStreamEndCapture");
        ended[0] = true;
      });
      if (ended[0] && !done[0]) {
        closing.run(() -> destroy(graph));
      }
      closing.run(branches::close);
    }
  }

  @Override
  public void run() {
    workplace.enter();
    if (recording.isStale()) {
      CUgraphExec old = executable;
      capture();
      workplace.executables().giveBack(old);
    }
    Driver.check(JCudaDriver.cuGraphLaunch(executable, workplace.stream()), "cuGraphLaunch");
  }
}
