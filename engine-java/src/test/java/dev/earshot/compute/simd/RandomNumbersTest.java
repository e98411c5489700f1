package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
    for (VectorOps each : new VectorOps[] {ops, new PlainOps("for the test")}) {
      for (int columns : new int[] {1, 7, 8, 12, 64, 165, COLUMNS}) {
        bitsAreWhetherUniformsAreAsLarge(each, rate, columns == COLUMNS ? 1 : 301, columns);
      }
    }
  }

  private static void bitsAreWhetherUniformsAreAsLarge(
      VectorOps ops, double rate, int rows, int columns) {
    int[] bits = new int[Math.ceilDiv(rows * columns, Integer.SIZE)];
    Arrays.fill(bits, 0xA5A5A5A5);
    ops.drawBits(source(), rows, Philox.leastWord(rate), columns, bits);
    Philox philox = new Philox(SEED);
    for (int e = 0; e < rows * columns; e++) {
      int j = e % columns;
      boolean asLarge = philox.at(j / 4, e / columns, STEP, 9).uniform(j % 4) >= rate;
      assertEquals(asLarge, (bits[e / Integer.SIZE] >>> e & 1) == 1, columns + ": element " + e);
    }
  }

  @Test
  void bitsAreKeptForTheSameCallAlone() {
    DrawnBits drawn = new DrawnBits(9);
    int[] first = drawn.draw(ops, source(), 3, Philox.leastWord(0.5), 165).clone();
    assertArrayEquals(first, drawn.draw(ops, source(), 3, Philox.leastWord(0.5), 165));
    int[] expected = new int[first.length];
    ops.drawBits(source(), 3, Philox.leastWord(0.6), 165, expected);
    assertArrayEquals(expected, drawn.draw(ops, source(), 3, Philox.leastWord(0.6), 165));
    RandomSource next = source();
    next.step().write(STEP + 1);
    ops.drawBits(next, 3, Philox.leastWord(0.6), 165, expected);
    assertArrayEquals(expected, drawn.draw(ops, next, 3, Philox.leastWord(0.6), 165));
    ops.drawBits(next, 165, Philox.leastWord(0.6), 3, expected);
    assertArrayEquals(expected, drawn.draw(ops, next, 165, Philox.leastWord(0.6), 3));
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
