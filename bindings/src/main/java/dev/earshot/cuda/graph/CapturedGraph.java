package dev.earshot.cuda.graph;

import dev.earshot.cuda.driver.Cleanup;
import dev.earshot.cuda.driver.Driver;
import dev.earshot.cuda.driver.StreamContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/**
 * Work captured from a stream as a CUDA graph; running it is one launch. It is captured again if
 * the entries of a sparse matrix that cuSPARSE multiplies with have been replaced.
 */
public final class CapturedGraph implements Runnable {
  /**
   * The number of streams to capture with; with fewer, a step with all tasks has a longer chain.
   */
  private static final int STREAMS = Integer.getInteger("earshot.cuda.branches", 32);

  private final StreamContext context;
  private final Runnable work;
  private final IntUnaryOperator repetitions;
  private CUgraphExec executable;
  private GraphCapture capture;
  private int chain;

  public CapturedGraph(StreamContext context, Runnable work) {
    this(context, work, operation -> 1);
  }

  /**
   * A graph that has some operations several times in a row and others not at all.
   *
   * @param repetitions by the number of an operation, in the order of the calls, how often
   */
  public CapturedGraph(StreamContext context, Runnable work, IntUnaryOperator repetitions) {
    this.context = context;
    this.work = work;
    this.repetitions = repetitions;
    capture();
  }

  /**
   * The operations that the work asks for, in order: kernels with their grids, fills, libraries.
   */
  public List<Operation> operations() {
    return capture.operations();
  }

  /** The number of operations on the longest chain, each of which waits for the one before. */
  public int chain() {
    return chain;
  }

  private void capture() {
    CUgraph graph = captureOnce();
    // A library may have to be opened first, which a capture does not allow.
    while (capture.runRequired()) {
      destroy(graph);
      graph = captureOnce();
    }
    CUgraphExec made = new CUgraphExec();
    try (Cleanup cleanup = new Cleanup()) {
      CUgraph captured = graph;
      cleanup.run(() -> {
        Driver.check(
            JCudaDriver.cuGraphInstantiate(made, captured, 0), "cuGraphInstantiateWithFlags");
        context.executables().add(this, made);
      });
      cleanup.run(() -> destroy(captured));
    }
    executable = made;
  }

  private static void destroy(CUgraph graph) {
    Driver.check(JCudaDriver.cuGraphDestroy(graph), "cuGraphDestroy");
  }

  private CUgraph captureOnce() {
    CUgraph graph = new CUgraph();
    capture = new GraphCapture(repetitions);
    context.capture(capture, () -> capture(graph));
    return graph;
  }

  private void capture(CUgraph graph) {
    CUstream stream = context.stream();
    // A library that prepares something during the capture relies on earlier work being done.
    Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
    // Relaxed: a kernel may allocate its scratch buffer during the capture.
    Driver.check(
        JCudaDriver.cuStreamBeginCapture(
            stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED),
        "cuStreamBeginCapture");
    boolean[] done = {false};
    boolean[] ended = {false};
    try (Cleanup cleanup = new Cleanup()) {
      List<CaptureScheduler> scheduler = new ArrayList<>();
      cleanup.run(() -> {
        scheduler.add(new CaptureScheduler(stream, STREAMS));
        work.run();
        capture.schedule(scheduler.getFirst());
        chain = scheduler.getFirst().chain();
        done[0] = true;
      });
      scheduler.forEach(all -> cleanup.run(all::join));
      // Even after a failure: the stream must leave capture mode.
      cleanup.run(() -> {
        Driver.check(JCudaDriver.cuStreamEndCapture(stream, graph), "cuStreamEndCapture");
        ended[0] = true;
      });
      if (ended[0] && !done[0]) {
        cleanup.run(() -> destroy(graph));
      }
      scheduler.forEach(all -> cleanup.run(all::close));
    }
  }

  @Override
  public void run() {
    context.makeCurrent();
    if (capture.isStale()) {
      CUgraphExec old = executable;
      capture();
      context.executables().destroy(old);
    }
    Driver.check(JCudaDriver.cuGraphLaunch(executable, context.stream()), "cuGraphLaunch");
  }
}
