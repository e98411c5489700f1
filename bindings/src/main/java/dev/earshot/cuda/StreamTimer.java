package dev.earshot.cuda;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.cuda.driver.Driver;
import dev.earshot.cuda.driver.StreamContext;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/**
 * Measures the time that work takes on a device, between two events on a backend's stream. The time
 * begins when the device reaches {@link #begin} and ends when it reaches {@link #end}. The host's
 * own work counts only where the device has to wait for it. Must be closed before the backend.
 */
public final class StreamTimer implements AutoCloseable {
  private final StreamContext context;
  private final CUevent begin;
  private final CUevent end;
  private boolean begun;

  private StreamTimer(StreamContext context) {
    this.context = context;
    context.makeCurrent();
    begin = newEvent();
    end = newEvent();
  }

  /**
   * A timer of the work of this backend.
   *
   * @throws IllegalArgumentException if it is not a CUDA backend
   */
  public static StreamTimer on(Backend backend) {
    return new StreamTimer(CudaBackend.of(backend).context());
  }

  private static CUevent newEvent() {
    CUevent event = new CUevent();
    Driver.check(
        JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_BLOCKING_SYNC), "cuEventCreate");
    return event;
  }

  /** Begins a measurement after all earlier work of the backend. Does not wait. */
  public void begin() {
    context.makeCurrent();
    Driver.check(JCudaDriver.cuEventRecord(begin, context.stream()), "cuEventRecord");
    begun = true;
  }

  /**
   * Ends the measurement after all earlier work of the backend, and waits for that work.
   *
   * @return seconds since {@link #begin}, to about half a microsecond
   * @throws IllegalArgumentException if no measurement has begun, or if a kernel found data out of
   *     its range
   */
  public double end() {
    Checks.require(begun, "a measurement ends that has not begun");
    begun = false;
    context.makeCurrent();
    Driver.check(JCudaDriver.cuEventRecord(end, context.stream()), "cuEventRecord");
    Driver.check(JCudaDriver.cuEventSynchronize(end), "cuEventSynchronize");
    context.checkFault();
    float[] milliseconds = new float[1];
    Driver.check(JCudaDriver.cuEventElapsedTime(milliseconds, begin, end), "cuEventElapsedTime");
    return 1e-3 * milliseconds[0];
  }

  @Override
  public void close() {
    context.makeCurrent();
    Driver.check(JCudaDriver.cuEventDestroy(begin), "cuEventDestroy");
    Driver.check(JCudaDriver.cuEventDestroy(end), "cuEventDestroy");
  }
}
