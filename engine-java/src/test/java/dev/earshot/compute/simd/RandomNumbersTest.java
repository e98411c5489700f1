package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomNumbersTest {
  private static final int COLUMNS = 10_001;
  private static final long SEED = 0xFEDC_BA98_7654_3210L;
  private static final int STEP = -5;

  private final VectorOps ops = VectorApiOps.open();
  private final double[] numbers = new double[PlainRandom.room(COLUMNS)];

  private static RandomSource source() {
    HeapIndices step = new HeapIndices(1);
    step.write(STEP);
    return new RandomSource(SEED, 9, step);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0x1p-33, 0.3, 0.5, 0.99999, 1 - 0x1p-33})
  void bitsAreWhetherUniformsAreAsLarge(double rate) {
    int[] bits = new int[Math.ceilDiv(COLUMNS, Integer.SIZE)];
    Arrays.fill(bits, 0xA5A5A5A5);
    ops.drawBits(source(), 3, Philox.leastWord(rate), COLUMNS, bits);
    Philox philox = new Philox(SEED);
    for (int j = 0; j < COLUMNS; j++) {
      boolean asLarge = philox.at(j / 4, 3, STEP, 9).uniform(j % 4) >= rate;
      assertEquals(asLarge, (bits[j / Integer.SIZE] >>> j & 1) == 1, "column " + j);
    }
  }

  @Test
  void normalsAreExactInDouble() {
    for (int row = 0; row < 20; row++) {
      ops.normals(source(), row, COLUMNS, numbers);
      Philox philox = new Philox(SEED);
      for (int j = 0; j < COLUMNS; j++) {
        double exact = philox.at(j / 4, row, STEP, 9).normal(j % 4);
        assertEquals(exact, numbers[j], 4e-15 * Math.max(1, Math.abs(exact)));
      }
    }
  }
}
