package dev.earshot.cuda.driver;

import dev.earshot.compute.Reading;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * Copies from the device that the host does not wait for. Each copy has its own pinned memory and
 * event until it has been awaited; then the next copy of the same size uses both.
 */
final class Readbacks implements AutoCloseable {
  private final StreamContext context;
  private final Map<Integer, Deque<Slot>> free = new HashMap<>();
  private final List<Slot> all = new ArrayList<>();

  Readbacks(StreamContext context) {
    this.context = context;
  }

  /** The memory that a copy goes to, and the event after the copy. */
  private static final class Slot {
    private final Pointer pinned;
    private final ByteBuffer bytes;
    private final CUevent arrived = new CUevent();

    Slot(int size) {
      pinned = Driver.allocatePinned(size);
      bytes = pinned.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
      Driver.check(
          JCudaDriver.cuEventCreate(
              arrived,
              CUevent_flags.CU_EVENT_DISABLE_TIMING | CUevent_flags.CU_EVENT_BLOCKING_SYNC),
          "cuEventCreate");
    }
  }

  /** Begins to copy {@code count} 4-byte elements from the device. */
  synchronized Reading begin(long address, int count, PinnedRing.Copy take) {
    int size = Math.max(4, 4 * count);
    Deque<Slot> same = free.computeIfAbsent(size, key -> new ArrayDeque<>());
    Slot slot = same.isEmpty() ? newSlot(size) : same.pop();
    if (count > 0) {
      Driver.check(
          JCudaDriver.cuMemcpyDtoHAsync(
              slot.pinned, Driver.pointer(address), 4L * count, context.stream()),
          "cuMemcpyDtoHAsync");
    }
    Driver.check(JCudaDriver.cuEventRecord(slot.arrived, context.stream()), "cuEventRecord");
    return new Copying(
        slot,
        () -> {
          take.copy(slot.bytes.duplicate().order(ByteOrder.nativeOrder()), 0, count);
          same.push(slot);
        });
  }

  private Slot newSlot(int size) {
    Slot slot = new Slot(size);
    all.add(slot);
    return slot;
  }

  /** A copy that has begun. */
  private final class Copying implements Reading {
    private final Slot slot;
    private final Runnable arrival;
    private boolean taken;

    Copying(Slot slot, Runnable arrival) {
      this.slot = slot;
      this.arrival = arrival;
    }

    @Override
    public boolean isDone() {
      if (taken) {
        return true;
      }
      context.makeCurrent();
      int code = JCudaDriver.cuEventQuery(slot.arrived);
      if (code == CUresult.CUDA_ERROR_NOT_READY) {
        return false;
      }
      Driver.check(code, "cuEventQuery");
      return true;
    }

    @Override
    public void await() {
      if (!taken) {
        if (!isDone()) {
          Driver.check(JCudaDriver.cuEventSynchronize(slot.arrived), "cuEventSynchronize");
        }
        taken = true;
        arrival.run();
        context.checkFault();
      }
    }
  }

  /** All copies must have been done. */
  @Override
  public void close() {
    try (Cleanup cleanup = new Cleanup()) {
      for (Slot slot : all) {
        cleanup.run(() -> Driver.check(JCudaDriver.cuEventDestroy(slot.arrived), "cuEventDestroy"));
        cleanup.run(() -> Driver.check(JCudaDriver.cuMemFreeHost(slot.pinned), "cuMemFreeHost"));
      }
    }
  }
}
