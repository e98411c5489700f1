package dev.earshot.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ParallelRunsTest {
  private static final long MIB = 1 << 20;

  /** 100,000 clips of 384 features are 146 MiB: a heap of 4 GiB holds four fits. */
  @Test
  void noMoreFitsAtATimeThanTheHeapHolds() {
    assertEquals(4, ParallelRuns.fitting(16, 146 * MIB, 4096 * MIB));
    assertEquals(2, ParallelRuns.fitting(2, 146 * MIB, 4096 * MIB));
    assertEquals(16, ParallelRuns.fitting(16, MIB, 4096 * MIB));
    assertEquals(16, ParallelRuns.fitting(16, 0, 4096 * MIB));
    assertEquals(1, ParallelRuns.fitting(16, 4096 * MIB, 4096 * MIB), "one is always tried");
  }
}
