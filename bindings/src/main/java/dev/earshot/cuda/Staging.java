package dev.earshot.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * Page-locked memory that values pass through on their way to and from the device. Writes do not
 * wait for the device: each takes the next piece of a segment, and when a segment is used up the
 * next one's turn comes. Only if that one's copies are still under way, a whole round later, does
 * the host wait, and for those alone: so long values stream, the host filling one segment while the
 * device empties another.
 */
final class Staging implements AutoCloseable {
  private static final int SEGMENT_BYTES = 1 << 20;
  private static final int SEGMENTS = 4;

  private final CUstream stream;
  private final Pointer pinned;
  private final List<Segment> segments = new ArrayList<>();
  private int current;
  private int used;

  /** Puts or takes {@code count} elements from element {@code first} on at a buffer's position. */
  interface Copy {
    void copy(ByteBuffer buffer, int first, int count);
  }

  /** A part of the memory, and the event behind the last copy from it. */
  private static final class Segment {
    private final ByteBuffer bytes;
    private final CUevent left = new CUevent();
    private boolean underWay;

    Segment(ByteBuffer bytes) {
      this.bytes = bytes;
      Driver.check(
          JCudaDriver.cuEventCreate(left, CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
    }
  }

  Staging(CUstream stream) {
    this.stream = stream;
    pinned = Driver.allocatePinned((long) SEGMENTS * SEGMENT_BYTES);
    ByteBuffer all = pinned.getByteBuffer(0, (long) SEGMENTS * SEGMENT_BYTES);
    for (int i = 0; i < SEGMENTS; i++) {
      segments.add(new Segment(all.slice(i * SEGMENT_BYTES, SEGMENT_BYTES)));
    }
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
    return pinned.withByteOffset((long) current * SEGMENT_BYTES + at);
  }

  /** Where in the current segment there is room; moves on to the next if there is none. */
  private int reserve(int size) {
    if (used + size > SEGMENT_BYTES) {
      Segment full = segments.get(current);
      Driver.check(JCudaDriver.cuEventRecord(full.left, stream), "cuEventRecord");
      full.underWay = true;
      current = (current + 1) % SEGMENTS;
      used = 0;
      Segment next = segments.get(current);
      if (next.underWay) {
        Driver.check(JCudaDriver.cuEventSynchronize(next.left), "cuEventSynchronize");
        next.underWay = false;
      }
    }
    int at = used;
    used += size;
    return at;
  }

  @Override
  public void close() {
    for (Segment segment : segments) {
      Driver.check(JCudaDriver.cuEventDestroy(segment.left), "cuEventDestroy");
    }
    Driver.check(JCudaDriver.cuMemFreeHost(pinned), "cuMemFreeHost");
  }
}
