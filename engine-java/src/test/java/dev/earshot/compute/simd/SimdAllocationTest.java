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
   * The kernels reuse their scratch memory. The test uses plain loops, because objects of the
   * Vector API disappear only once the code is compiled. It takes the least of many steps, because
   * the JVM itself sometimes allocates a few bytes on the thread, when it links a call site or
   * compiles code.
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
    // Java's sort returns its two pivots in an array. It sorts the rows to be masked.
    assertEquals(0, least, 3 * 24);
  }
}
