package dev.earshot.cuda;

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
 * Page-locked memory that values pass through on their way to and from the device. Writes do not
 * wait for the device: each takes the next piece of a segment, and when a segment is used up the
 * next one's turn comes, in a ring. If that one's copies are still under way, because the device is
 * busy with what it was asked for before, the ring grows by a segment; only when it is as large as
 * it may be does the host wait, and for those copies alone. So long values stream, the host filling
 * one segment while the device empties another, and a batch is on its way while the device is still
 * at work on the one before.
 */
final class Staging implements AutoCloseable {
  private static final int SEGMENT_BYTES = 1 << 20;
  private static final int MOST_SEGMENTS = 16;

  private final CUstream stream;
  private final List<Segment> segments = new ArrayList<>();
  private int current;
  private int used;

  /** Puts or takes {@code count} elements from element {@code first} on at a buffer's position. */
  interface Copy {
    void copy(ByteBuffer buffer, int first, int count);
  }

  /** A part of the memory, and the event behind the last copy from it. */
  private static final class Segment {
    private final Pointer pinned = Driver.allocatePinned(SEGMENT_BYTES);
    private final ByteBuffer bytes = pinned.getByteBuffer(0, SEGMENT_BYTES);
    private final CUevent left = new CUevent();
    private boolean underWay;

    Segment() {
      Driver.check(
          JCudaDriver.cuEventCreate(left, CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
    }

    /** Notes that copies have been asked for; they end behind all else on the stream. */
    void leave(CUstream stream) {
      Driver.check(JCudaDriver.cuEventRecord(left, stream), "cuEventRecord");
      underWay = true;
    }

    boolean isFree() {
      if (underWay) {
        int code = JCudaDriver.cuEventQuery(left);
        if (code == CUresult.CUDA_ERROR_NOT_READY) {
          return false;
        }
        Driver.check(code, "cuEventQuery");
        underWay = false;
      }
      return true;
    }

    void await() {
      Driver.check(JCudaDriver.cuEventSynchronize(left), "cuEventSynchronize");
      underWay = false;
    }

    void close() {
      try (Closing closing = new Closing()) {
        closing.run(() -> Driver.check(JCudaDriver.cuEventDestroy(left), "cuEventDestroy"));
        closing.run(() -> Driver.check(JCudaDriver.cuMemFreeHost(pinned), "cuMemFreeHost"));
      }
    }
  }

  Staging(CUstream stream) {
    this.stream = stream;
    segments.add(new Segment());
  }

  /** Copies {@code count} 4-byte elements to the device. */
  void write(long address, int count, Copy fill) {
    for (int first = 0; first < count; ) {
      int part = Math.min(count - first, SEGMENT_BYTES / 4);
      int at = reserve(4 * part);
      fill.copy(piece(at, part), first, part);
      Driver.check(
          JCudaDriver.cuMemcpyHtoDAsync(
              Driver.pointer(address + 4L * first), at(at), 4L * part, stream),
          "cuMemcpyHtoDAsync");
      first += part;
    }
  }

  /** Waits for the device and copies {@code count} 4-byte elements from it. */
  void read(long address, int count, Copy take) {
    for (int first = 0; first < count; ) {
      int part = Math.min(count - first, SEGMENT_BYTES / 4);
      int at = reserve(4 * part);
      Driver.check(
          JCudaDriver.cuMemcpyDtoHAsync(
              at(at), Driver.pointer(address + 4L * first), 4L * part, stream),
          "cuMemcpyDtoHAsync");
      Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
      take.copy(piece(at, part), first, part);
      // All copies are done, whichever segment they were from.
      segments.forEach(segment -> segment.underWay = false);
      used = 0;
      first += part;
    }
  }

  private ByteBuffer piece(int at, int count) {
    return segments.get(current).bytes.slice(at, 4 * count).order(ByteOrder.nativeOrder());
  }

  private Pointer at(int at) {
    return segments.get(current).pinned.withByteOffset(at);
  }

  /** Where in the current segment there is room; moves on to the next if there is none. */
  private int reserve(int size) {
    if (used + size > SEGMENT_BYTES) {
      segments.get(current).leave(stream);
      current = next();
      used = 0;
    }
    int at = used;
    used += size;
    return at;
  }

  /** The segment behind the current one, free; a new one in between if it is not. */
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
    try (Closing closing = new Closing()) {
      segments.forEach(segment -> closing.run(segment::close));
    }
  }
}
