package dev.earshot.cuda;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/**
 * Takes the time that work needs on a device, between two events on the stream of a backend: from
 * when the device comes to {@link #begin} to when it comes to {@link #end}. What the host does
 * meanwhile counts only where the device has to wait for it. To be closed before the backend.
 */
public final class StreamTimer implements AutoCloseable {
  private final Workplace workplace;
  private final CUevent begin;
  private final CUevent end;
  private boolean begun;

  private StreamTimer(Workplace workplace) {
    this.workplace = workplace;
    workplace.enter();
    begin = newEvent();
    end = newEvent();
  }

  /**
   * A timer of what this backend is asked for.
   *
   * @throws IllegalArgumentException unless it is a CUDA backend
   */
  public static StreamTimer on(Backend backend) {
    return backend
        .unwrap(CudaBackend.class)
        .map(cuda -> new StreamTimer(cuda.workplace()))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "backend %s has no stream to time".formatted(backend.name())));
  }

  private static CUevent newEvent() {
    CUevent event = new CUevent();
    Driver.check(JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DEFAULT), "cuEventCreate");
    return event;
  }

  /** Begins a stretch, behind all that the backend was asked for before. Does not wait. */
  public void begin() {
    workplace.enter();
    Driver.check(JCudaDriver.cuEventRecord(begin, workplace.stream()), "cuEventRecord");
    begun = true;
  }

  /**
   * Ends the stretch behind all that the backend was asked for before, and waits for its end.
   *
   * @return seconds since {@link #begin}, to about half a microsecond
   * @throws IllegalArgumentException if no stretch has begun, or if a kernel found data out of its
   *     range
   */
  public double end() {
    Checks.require(begun, "a time ends that has not begun");
    begun = false;
    workplace.enter();
    Driver.check(JCudaDriver.cuEventRecord(end, workplace.stream()), "cuEventRecord");
    Driver.check(JCudaDriver.cuEventSynchronize(end), "cuEventSynchronize");
    workplace.checkFault();
    float[] milliseconds = new float[1];
    Driver.check(JCudaDriver.cuEventElapsedTime(milliseconds, begin, end), "cuEventElapsedTime");
    return 1e-3 * milliseconds[0];
  }

  @Override
  public void close() {
    workplace.enter();
    Driver.check(JCudaDriver.cuEventDestroy(begin), "cuEventDestroy");
    Driver.check(JCudaDriver.cuEventDestroy(end), "cuEventDestroy");
  }
}
