package dev.earshot.cuda;

import java.util.Optional;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUresult;
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
    CUgraph graph = new CUgraph();
    recording = new Recording();
    workplace.record(recording, () -> capture(graph));
    try {
      executable = workplace.executables().instantiate(this, graph);
    } finally {
      Driver.check(JCudaDriver.cuGraphDestroy(graph), "cuGraphDestroy");
    }
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
    boolean done = false;
    try (Branches branches = new Branches(stream, BRANCHES)) {
      recording.capturing(Optional.of(branches));
      try {
        work.run();
        done = true;
      } finally {
        recording.capturing(Optional.empty());
        branches.join();
        int code = JCudaDriver.cuStreamEndCapture(stream, graph);
        if (done) {
          Driver.check(code, "cuStreamEndCapture");
        } else if (code == CUresult.CUDA_SUCCESS) {
          // Of no use, but the stream must not stay in capture.
          JCudaDriver.cuGraphDestroy(graph);
        }
      }
    }
  }

  @Override
  public void run() {
    workplace.enter();
    if (recording.isStale()) {
      workplace.executables().destroy(executable);
      capture();
    }
    Driver.check(JCudaDriver.cuGraphLaunch(executable, workplace.stream()), "cuGraphLaunch");
  }
}
