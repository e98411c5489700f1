package dev.earshot.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * Gives a graph that is being captured as much freedom as the data allows. A step's operations are
 * asked for one after the other, but a weight's gradient does not wait for the input's, nor one
 * task's pass for another's; on a device that such small kernels leave mostly idle, the longest
 * chain is what a step takes. So each operation goes to one of several streams and waits for just
 * those before it that write what it uses, or use what it writes.
 */
final class Branches implements AutoCloseable {
  private final List<CUstream> streams = new ArrayList<>();
  private final List<CUevent> events = new ArrayList<>();

  /** For each operation, counted as it was asked for: its stream, and its event. */
  private final List<Integer> streamOf = new ArrayList<>();

  private final List<CUevent> eventOf = new ArrayList<>();
  private final List<Access> accesses = new ArrayList<>();

  /** For each stream its last operation; -1 for none. */
  private final int[] last;

  private final CUevent beginning;

  private record Access(int operation, Region region) {}

  /**
   * @param main the stream that the capture has begun with; libraries work on it
   * @param count how many streams to use
   */
  Branches(CUstream main, int count) {
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

  /** Does an operation on a stream that has waited for all that must be done before. */
  void submit(List<Region> regions, boolean onMain, StreamWork work) {
    int[] needed = needed(regions);
    int branch = onMain ? 0 : choose(needed);
    CUstream stream = streams.get(branch);
    if (branch != 0 && last[branch] < 0) {
      await(stream, beginning);
    }
    for (int other = 0; other < needed.length; other++) {
      if (other != branch && needed[other] >= 0) {
        await(stream, eventOf.get(needed[other]));
      }
    }
    work.on(stream);
    int operation = eventOf.size();
    eventOf.add(recordEvent(stream));
    streamOf.add(branch);
    last[branch] = operation;
    regions.forEach(region -> accesses.add(new Access(operation, region)));
  }

  private static void await(CUstream stream, CUevent event) {
    Driver.check(JCudaDriver.cuStreamWaitEvent(stream, event, 0), "cuStreamWaitEvent");
  }

  /** For each stream the last operation that must be done before; -1 for none. */
  private int[] needed(List<Region> regions) {
    int[] needed = new int[streams.size()];
    Arrays.fill(needed, -1);
    for (Access access : accesses) {
      if (regions.stream().anyMatch(access.region()::conflicts)) {
        int branch = streamOf.get(access.operation());
        needed[branch] = Math.max(needed[branch], access.operation());
      }
    }
    return needed;
  }

  /**
   * A stream whose last operation is waited for anyway, the latest of these; else the one that has
   * been left alone for longest.
   */
  private int choose(int[] needed) {
    int follow = -1;
    int idle = 0;
    for (int i = 0; i < last.length; i++) {
      if (last[i] >= 0 && needed[i] == last[i] && (follow < 0 || last[i] > last[follow])) {
        follow = i;
      }
      if (last[i] < last[idle]) {
        idle = i;
      }
    }
    return follow >= 0 ? follow : idle;
  }

  /** Makes the main stream wait for all others, as the end of a capture demands. */
  void join() {
    for (int branch = 1; branch < last.length; branch++) {
      if (last[branch] >= 0) {
        await(streams.getFirst(), eventOf.get(last[branch]));
      }
    }
  }

  @Override
  public void close() {
    try (Closing closing = new Closing()) {
      events.forEach(event ->
          closing.run(() -> Driver.check(JCudaDriver.cuEventDestroy(event), "cuEventDestroy")));
      streams
          .subList(1, streams.size())
          .forEach(stream ->
              closing.run(
                  () -> Driver.check(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy")));
    }
  }
}
