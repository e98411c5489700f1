package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class SimdAllocationTest {
  /**
   * The kernels keep their scratch memory. With plain loops: the Vector API's own objects disappear
   * only when the compiler gets to them. The least of many steps counts: the JVM itself now and
   * then charges a thread with a few bytes, for a call site that it links or code that it compiles.
   */
  @Test
  void aRepeatedStepAllocatesNothing() {
    Backend backend = new SimdBackend(() -> new PlainOps("for the test"), 1);
    Matrix x = backend.newMatrix(53, 33);
    Matrix w = backend.newMatrix(33, 17);
    Matrix y = backend.newMatrix(53, 17);
    Matrix loss = backend.newMatrix(1, 2);
    Matrix gradient = backend.newMatrix(53, 17);
    Indices labels = backend.newIndices(53);
    Indices drawn = backend.newIndices(5);
    Indices mask = backend.newIndices(53);
    Indices nearest = backend.newIndices(106);
    RandomSource random = new RandomSource(5, 1, backend.newIndices(1));
    Epilogue epilogue = Epilogue.of(backend.newMatrix(1, 17), Activation.RELU);
    Runnable step =
        () -> {
          backend.corruption().noise(x, 1, random, x);
          backend.corruption().drawRows(random, drawn, mask);
          backend.corruption().maskRows(x, mask, 0, x);
          backend.dense().linear(x, w, epilogue, y);
          backend.losses().classification(y, labels, 1, 1, loss, gradient);
          backend.dense().multiplyTransposedB(gradient, w, 0, x);
          backend.dense().multiplyTransposedA(x, gradient, 1, w);
          backend.neighbors().neighbors(x, labels, 2, nearest, mask);
        };
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long before = threads.getThreadAllocatedBytes(id);
      step.run();
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    // Java's sort, of the rows to be masked, returns its two pivots in an array.
    assertEquals(0, least, 3 * 24);
  }
}
