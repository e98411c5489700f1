package dev.earshot.cuda;

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
 * Values copied to the host while it goes on working. Each copy has page-locked memory and an event
 * of its own until it has been awaited; then both serve the next copy of the same size.
 */
final class Readbacks implements AutoCloseable {
  private final Workplace workplace;
  private final Map<Integer, Deque<Slot>> free = new HashMap<>();
  private final List<Slot> all = new ArrayList<>();

  Readbacks(Workplace workplace) {
    this.workplace = workplace;
  }

  /** Memory that one copy arrives in, and the event behind it. */
  private static final class Slot {
    private final Pointer pinned;
    private final ByteBuffer bytes;
    private final CUevent arrived = new CUevent();

    Slot(int size) {
      pinned = Driver.allocatePinned(size);
      bytes = pinned.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
      Driver.check(
          JCudaDriver.cuEventCreate(arrived, CUevent_flags.CU_EVENT_DISABLE_TIMING),
          "cuEventCreate");
    }
  }

  /** Begins to copy {@code count} 4-byte elements from the device. */
  Reading begin(long address, int count, Staging.Copy take) {
    int size = Math.max(4, 4 * count);
    Deque<Slot> same = free.computeIfAbsent(size, key -> new ArrayDeque<>());
    Slot slot = same.isEmpty() ? newSlot(size) : same.pop();
    if (count > 0) {
      Driver.check(
          JCudaDriver.cuMemcpyDtoHAsync(
              slot.pinned, Driver.pointer(address), 4L * count, workplace.stream()),
          "cuMemcpyDtoHAsync");
    }
    Driver.check(JCudaDriver.cuEventRecord(slot.arrived, workplace.stream()), "cuEventRecord");
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

  /** A copy under way. */
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
      workplace.enter();
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
        workplace.checkFault();
      }
    }
  }

  /** All copies must have arrived. */
  @Override
  public void close() {
    try (Closing closing = new Closing()) {
      for (Slot slot : all) {
        closing.run(() -> Driver.check(JCudaDriver.cuEventDestroy(slot.arrived), "cuEventDestroy"));
        closing.run(() -> Driver.check(JCudaDriver.cuMemFreeHost(slot.pinned), "cuMemFreeHost"));
      }
    }
  }
}
