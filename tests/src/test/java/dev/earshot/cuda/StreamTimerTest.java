package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.reference.ReferenceBackend;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;

/** Times between two events on a stream. */
class StreamTimerTest {
  /** The stretch lies inside of what the host saw, and the work that it is about in it. */
  @Test
  void timeOfWorkIsPartOfTheWallClocks() {
    try (Backend backend = HostDriver.openAny();
        StreamTimer timer = StreamTimer.on(backend)) {
      Matrix x = backend.newMatrix(200, 200);
      Matrix y = backend.newMatrix(200, 200);
      Runnable work = backend.record(() -> backend.dense().linear(x, x, Epilogue.NONE, y));
      for (int repeat = 0; repeat < 2; repeat++) {
        long begin = System.nanoTime();
        timer.begin();
        work.run();
        double seconds = timer.end();
        double wall = 1e-9 * (System.nanoTime() - begin);
        assertTrue(seconds > 0, () -> "no time: " + seconds);
        assertTrue(seconds <= wall + 1e-5, () -> "%s s in %s s".formatted(seconds, wall));
      }
    }
  }

  @Test
  void endNeedsABeginning() {
    try (Backend backend = HostDriver.openAny();
        StreamTimer timer = StreamTimer.on(backend)) {
      assertThrows(IllegalArgumentException.class, timer::end);
      timer.begin();
      timer.end();
      assertThrows(IllegalArgumentException.class, timer::end);
    }
  }

  /** A time would be believed that is of nothing. */
  @Test
  void faultsOfKernelsAreTold() {
    try (Backend backend = HostDriver.openAny();
        StreamTimer timer = StreamTimer.on(backend)) {
      Matrix x = backend.newMatrix(1, 1);
      timer.begin();
      backend.corruption().gatherRows(x, backend.indicesOf(5), backend.newMatrix(1, 1));
      assertTrue(
          assertThrows(IllegalArgumentException.class, timer::end)
              .getMessage()
              .contains("gatherRows"));
    }
  }

  @Test
  void cpuHasNoStream() {
    try (Backend reference = ReferenceBackend.open()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> StreamTimer.on(reference))
              .getMessage();
      assertTrue(message.contains("reference"), message);
    }
  }

  /** What a driver says of events that have no time, so that the stand-in does not invent one. */
  @Test
  void eventsWithoutATimeHaveNone() {
    try (CudaBackend backend = HostDriver.openUnchecked()) {
      CUevent plain = event(CUevent_flags.CU_EVENT_DISABLE_TIMING);
      CUevent never = event(CUevent_flags.CU_EVENT_DEFAULT);
      CUevent timed = event(CUevent_flags.CU_EVENT_DEFAULT);
      JCudaDriver.cuEventRecord(plain, backend.context().stream());
      JCudaDriver.cuEventRecord(timed, backend.context().stream());
      JCudaDriver.cuEventSynchronize(timed);
      float[] time = new float[1];
      assertEquals(
          CUresult.CUDA_ERROR_INVALID_HANDLE, JCudaDriver.cuEventElapsedTime(time, plain, timed));
      assertEquals(
          CUresult.CUDA_ERROR_INVALID_HANDLE, JCudaDriver.cuEventElapsedTime(time, never, timed));
      assertEquals(CUresult.CUDA_SUCCESS, JCudaDriver.cuEventElapsedTime(time, timed, timed));
      assertEquals(0, time[0]);
      for (CUevent event : new CUevent[] {plain, never, timed}) {
        JCudaDriver.cuEventDestroy(event);
      }
    }
  }

  private static CUevent event(int flags) {
    CUevent event = new CUevent();
    JCudaDriver.cuEventCreate(event, flags);
    return event;
  }
}
