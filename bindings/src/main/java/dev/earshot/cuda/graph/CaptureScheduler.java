package dev.earshot.cuda.graph;

import dev.earshot.cuda.driver.Cleanup;
import dev.earshot.cuda.driver.CudaException;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.Driver;
import dev.earshot.cuda.driver.StreamWork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * Lets operations of a captured graph run in parallel where the data allows it. A step asks for its
 * operations one after the other, but the gradient of a weight need not wait for that of the input,
 * nor one task's pass for another's. The kernels are small and leave the device mostly idle, so the
 * longest chain of dependent operations decides how long a step takes. Each operation is put on one
 * of several streams and waits only for those earlier ones that write what it uses or use what it
 * writes.
 */
final class CaptureScheduler implements AutoCloseable {
  // How well a stream suits an operation, by the stream's last operation.
  private static final int DELAYS = 0;
  private static final int DONE_BEFORE = 1;
  private static final int UNUSED = 2;
  private static final int FOLLOWS = 3;

  private final List<CUstream> streams = new ArrayList<>();
  private final List<CUevent> events = new ArrayList<>();

  /** For each operation, in the order of the calls, its event. */
  private final List<CUevent> eventOf = new ArrayList<>();

  private final Dependencies dependencies = new Dependencies();

  /** For each stream, its last operation; -1 for none. */
  private final int[] last;

  private final CUevent beginning;

  /**
   * @param main the stream that the capture began with; libraries work on it
   * @param count the number of streams
   */
  CaptureScheduler(CUstream main, int count) {
    streams.add(main);
    last = new int[count];
    Arrays.fill(last, -1);
    try {
      for (int i = 1; i < count; i++) {
        CUstream stream = new CUstream();
        Driver.check(
            JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
            "cuStreamCreate");
        streams.add(stream);
      }
      beginning = recordEvent(main);
    } catch (CudaException e) {
      throw Cleanup.afterFailure(e, this::close);
    }
  }

  private CUevent recordEvent(CUstream stream) {
    CUevent event = new CUevent();
    Driver.check(
        JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
    events.add(event);
    Driver.check(JCudaDriver.cuEventRecord(event, stream), "cuEventRecord");
    return event;
  }

  /**
   * Puts an operation on a stream that first waits for the operations it depends on, as far as
   * these have not waited for each other.
   */
  void submit(List<DeviceRange> ranges, boolean onMain, StreamWork work) {
    BitSet required = dependencies.required(ranges);
    int index = onMain ? 0 : choose(required);
    CUstream stream = streams.get(index);
    if (index != 0 && last[index] < 0) {
      await(stream, beginning);
    }
    BitSet waits = required;
    if (last[index] >= 0) {
      waits.set(last[index]);
      waits = dependencies.reduced(waits);
    }
    waits.stream()
        .filter(operation -> operation != last[index])
        .forEach(operation -> await(stream, eventOf.get(operation)));
    work.on(stream);
    last[index] = dependencies.size();
    eventOf.add(recordEvent(stream));
    dependencies.add(ranges, waits);
  }

  private static void await(CUstream stream, CUevent event) {
    Driver.check(JCudaDriver.cuStreamWaitEvent(stream, event, 0), "cuStreamWaitEvent");
  }

  /**
   * The stream whose last operation must be done before anyway, the latest of them. If there is
   * none, one that adds no wait: an unused one, or one whose last operation is done before anyway.
   * If there is none of these, the stream whose last operation was the earliest.
   */
  private int choose(BitSet required) {
    int best = 0;
    for (int i = 1; i < last.length; i++) {
      int order = Integer.compare(rank(required, last[i]), rank(required, last[best]));
      boolean later = last[i] > last[best];
      if (order > 0 || (order == 0 && later == (rank(required, last[i]) == FOLLOWS))) {
        best = i;
      }
    }
    return best;
  }

  /** The better a stream with this last operation suits an operation, the larger. */
  private int rank(BitSet required, int operation) {
    if (operation < 0) {
      return UNUSED;
    }
    if (required.get(operation)) {
      return FOLLOWS;
    }
    return required.stream().anyMatch(other -> dependencies.isBefore(operation, other))
        ? DONE_BEFORE
        : DELAYS;
  }

  /** The number of operations on the longest chain so far. */
  int chain() {
    return dependencies.chain();
  }

  /** Makes the main stream wait for all others, which a capture must end with. */
  void join() {
    for (int index = 1; index < last.length; index++) {
      if (last[index] >= 0) {
        await(streams.getFirst(), eventOf.get(last[index]));
      }
    }
  }

  @Override
  public void close() {
    try (Cleanup cleanup = new Cleanup()) {
      events.forEach(event ->
          cleanup.run(() -> Driver.check(JCudaDriver.cuEventDestroy(event), "cuEventDestroy")));
      streams
          .subList(1, streams.size())
          .forEach(stream ->
              cleanup.run(
                  () -> Driver.check(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy")));
    }
  }
}
