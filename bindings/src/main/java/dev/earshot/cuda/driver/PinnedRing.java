package dev.earshot.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * Pinned (page-locked) host memory for copies to and from the device, as a ring of segments. A
 * write does not wait for the device: it takes the next piece of the current segment, or of the
 * next segment when the current one is full. If copies from that one are still running, the ring
 * grows by a segment; only at its full size does the host wait, for these copies alone. So long
 * values stream: the host fills one segment while the device empties another, and the next batch is
 * copied while the device computes.
 */
public final class PinnedRing implements AutoCloseable {
  private static final int SEGMENT_BYTES = 1 << 20;
  private static final int MOST_SEGMENTS = 16;

  private final CUstream stream;
  private final List<Segment> segments = new ArrayList<>();
  private int current;
  private int used;

  /** Fills or reads a part of the ring. */
  public interface Copy {
    /**
     * Copies {@code count} elements, from element {@code first} of the values on, to or from the
     * start of a buffer.
     */
    void copy(ByteBuffer buffer, int first, int count);
  }

  /** A part of the ring, and the event after the last copy to or from it. */
  private static final class Segment {
    private final Pointer pinned = Driver.allocatePinned(SEGMENT_BYTES);
    private final ByteBuffer bytes = pinned.getByteBuffer(0, SEGMENT_BYTES);
    private final CUevent done = new CUevent();
    private boolean copying;

    Segment() {
      Driver.check(
          JCudaDriver.cuEventCreate(
              done, CUevent_flags.CU_EVENT_DISABLE_TIMING | CUevent_flags.CU_EVENT_BLOCKING_SYNC),
          "cuEventCreate");
    }

    /** Marks the end of the copies so far. */
    void markEnd(CUstream stream) {
      Driver.check(JCudaDriver.cuEventRecord(done, stream), "cuEventRecord");
      copying = true;
    }

    boolean isFree() {
      if (copying) {
        int code = JCudaDriver.cuEventQuery(done);
        if (code == CUresult.CUDA_ERROR_NOT_READY) {
          return false;
        }
        Driver.check(code, "cuEventQuery");
        copying = false;
      }
      return true;
    }

    void await() {
      Driver.check(JCudaDriver.cuEventSynchronize(done), "cuEventSynchronize");
      copying = false;
    }

    void close() {
      try (Cleanup cleanup = new Cleanup()) {
        cleanup.run(() -> Driver.check(JCudaDriver.cuEventDestroy(done), "cuEventDestroy"));
        cleanup.run(() -> Driver.check(JCudaDriver.cuMemFreeHost(pinned), "cuMemFreeHost"));
      }
    }
  }

  PinnedRing(CUstream stream) {
    this.stream = stream;
    segments.add(new Segment());
  }

  /**
   * Copies {@code count} 4-byte elements to the device. A second thread waits: copies do not pass
   * through the facade, which refuses two threads at the same time.
   */
  synchronized void write(long address, int count, Copy fill) {
    for (int first = 0; first < count; ) {
      int part = Math.min(count - first, SEGMENT_BYTES / 4);
      int at = take(4 * part);
      fill.copy(piece(at, part), first, part);
      Driver.check(
          JCudaDriver.cuMemcpyHtoDAsync(
              Driver.pointer(address + 4L * first), pointer(at), 4L * part, stream),
          "cuMemcpyHtoDAsync");
      first += part;
    }
  }

  /** Waits for the device and copies {@code count} 4-byte elements from it. */
  synchronized void read(long address, int count, Copy take) {
    for (int first = 0; first < count; ) {
      int part = Math.min(count - first, SEGMENT_BYTES / 4);
      int at = take(4 * part);
      Driver.check(
          JCudaDriver.cuMemcpyDtoHAsync(
              pointer(at), Driver.pointer(address + 4L * first), 4L * part, stream),
          "cuMemcpyDtoHAsync");
      Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
      take.copy(piece(at, part), first, part);
      // All copies are done, of every segment.
      segments.forEach(segment -> segment.copying = false);
      used = 0;
      first += part;
    }
  }

  private ByteBuffer piece(int at, int count) {
    return segments.get(current).bytes.slice(at, 4 * count).order(ByteOrder.nativeOrder());
  }

  private Pointer pointer(int at) {
    return segments.get(current).pinned.withByteOffset(at);
  }

  /** Takes room in the current segment, or in the next one, and returns its offset. */
  private int take(int size) {
    if (used + size > SEGMENT_BYTES) {
      segments.get(current).markEnd(stream);
      current = next();
      used = 0;
    }
    int at = used;
    used += size;
    return at;
  }

  /** The index of the next segment, if its copies are done; else of a new one before it. */
  private int next() {
    int next = (current + 1) % segments.size();
    if (!segments.get(next).isFree()) {
      if (segments.size() == MOST_SEGMENTS) {
        segments.get(next).await();
      } else {
        next = current + 1;
        segments.add(next, new Segment());
      }
    }
    return next;
  }

  @Override
  public void close() {
    try (Cleanup cleanup = new Cleanup()) {
      segments.forEach(segment -> cleanup.run(segment::close));
    }
  }
}
