package dev.earshot.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiloxTest {
  /** The known-answer vectors that the authors publish with Random123, for philox4x32-10. */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000, 00000000 00000000,"
        + " 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff,"
        + " 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0,"
        + " d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void publishedVectors(String counter, String key, String expected) {
    int[] c = words(counter);
    int[] k = words(key);
    Philox philox = new Philox((k[1] & 0xFFFFFFFFL) << 32 | k[0] & 0xFFFFFFFFL);
    philox.at(c[0], c[1], c[2], c[3]);
    assertEquals(
        expected,
        String.join(
            " ",
            IntStream.range(0, 4)
                .mapToObj(i -> HexFormat.of().toHexDigits(philox.word(i)))
                .toList()));
  }

  private static int[] words(String hex) {
    return IntStream.range(0, hex.length() / 9 + 1)
        .map(i -> HexFormat.fromHexDigits(hex, 9 * i, 9 * i + 8))
        .toArray();
  }

  @Test
  void normalsHaveMeanZeroAndVarianceOne() {
    Philox philox = new Philox(42);
    int n = 40_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double z = philox.at(i / 4, 0, 0, 0).normal(i % 4);
      sum += z;
      squares += z * z;
    }
    assertEquals(0, sum / n, 4 / Math.sqrt(n));
    assertEquals(1, squares / n, 4 * Math.sqrt(2.0 / n));
  }

  @Test
  void boundedIntegersCoverTheirRange() {
    Philox philox = new Philox(1);
    boolean[] seen = new boolean[7];
    for (int i = 0; i < 200; i++) {
      int value = philox.at(i, 0, 0, 0).below(i % 4, 7);
      seen[value] = true;
    }
    for (boolean each : seen) {
      assertTrue(each);
    }
  }
}
