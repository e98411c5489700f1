package dev.earshot.cuda.graph;

import dev.earshot.cuda.driver.Cleanup;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.Driver;
import dev.earshot.cuda.driver.StreamWork;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final List<CUstream> streams = new ArrayList<>();
  private final List<CUevent> events = new ArrayList<>();

  /** For each operation, in the order of the calls, its stream; and its event. */
  private final List<Integer> streamOf = new ArrayList<>();

  private final List<CUevent> eventOf = new ArrayList<>();
  private final List<Access> accesses = new ArrayList<>();

  /** For each stream, its last operation; -1 for none. */
  private final int[] last;

  private final CUevent beginning;

  private record Access(int operation, DeviceRange range) {}

  /**
   * @param main the stream that the capture began with; libraries work on it
   * @param count the number of streams
   */
  CaptureScheduler(CUstream main, int count) {
    streams.add(main);
    for (int i = 1; i < count; i++) {
      CUstream stream = new CUstream();
      Driver.check(
          JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
          "cuStreamCreate");
      streams.add(stream);
    }
    last = new int[count];
    Arrays.fill(last, -1);
    beginning = recordEvent(main);
  }

  private CUevent recordEvent(CUstream stream) {
    CUevent event = new CUevent();
    Driver.check(
        JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
    events.add(event);
    Driver.check(JCudaDriver.cuEventRecord(event, stream), "cuEventRecord");
    return event;
  }

  /** Puts an operation on a stream that first waits for the operations it depends on. */
  void submit(List<DeviceRange> ranges, boolean onMain, StreamWork work) {
    int[] required = required(ranges);
    int index = onMain ? 0 : choose(required);
    CUstream stream = streams.get(index);
    if (index != 0 && last[index] < 0) {
      await(stream, beginning);
    }
    for (int other = 0; other < required.length; other++) {
      if (other != index && required[other] >= 0) {
        await(stream, eventOf.get(required[other]));
      }
    }
    work.on(stream);
    int operation = eventOf.size();
    eventOf.add(recordEvent(stream));
    streamOf.add(index);
    last[index] = operation;
    ranges.forEach(range -> accesses.add(new Access(operation, range)));
  }

  private static void await(CUstream stream, CUevent event) {
    Driver.check(JCudaDriver.cuStreamWaitEvent(stream, event, 0), "cuStreamWaitEvent");
  }

  /** For each stream, the last operation that must be done before; -1 for none. */
  private int[] required(List<DeviceRange> ranges) {
    int[] required = new int[streams.size()];
    Arrays.fill(required, -1);
    for (Access access : accesses) {
      if (ranges.stream().anyMatch(access.range()::conflicts)) {
        int index = streamOf.get(access.operation());
        required[index] = Math.max(required[index], access.operation());
      }
    }
    return required;
  }

  /**
   * The stream whose last operation must be done before anyway, the latest of them; if there is
   * none, the stream whose last operation was the earliest.
   */
  private int choose(int[] required) {
    int follow = -1;
    int idle = 0;
    for (int i = 0; i < last.length; i++) {
      if (last[i] >= 0 && required[i] == last[i] && (follow < 0 || last[i] > last[follow])) {
        follow = i;
      }
      if (last[i] < last[idle]) {
        idle = i;
      }
    }
    return follow >= 0 ? follow : idle;
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
