package dev.earshot.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reader on its stored inputs, and on each of them damaged in several ways. */
class FuzzCorpusTest {
  private static final int DAMAGED = 200;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(FuzzReader.class)
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void isReadOrRefusedClearly(FuzzReader reader) throws IOException, InterruptedException {
    Map<String, byte[]> inputs = FuzzSeeds.of(reader);
    assertFalse(inputs.isEmpty());
    SplittableRandom random = new SplittableRandom(1);
    for (var input : inputs.entrySet()) {
      check(reader, input.getKey(), input.getValue());
      for (int i = 0; i < Math.ceilDiv(DAMAGED, inputs.size()); i++) {
        check(reader, input.getKey() + ", damage " + i, damaged(input.getValue(), random.split()));
      }
    }
  }

  private void check(FuzzReader reader, String name, byte[] input) {
    try {
      reader.check(input, folder);
    } catch (Exception | AssertionError | StackOverflowError e) {
      throw new AssertionError("%s, input %s: %s".formatted(reader, name, e), e);
    }
  }

  /** Some bytes changed, or the end cut off, or a piece repeated. */
  private static byte[] damaged(byte[] input, SplittableRandom random) {
    if (input.length == 0) {
      return input;
    }
    int at = random.nextInt(input.length);
    byte[] copy = input.clone();
    switch (random.nextInt(5)) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int i = 0; i < 8; i++) {
          copy[random.nextInt(input.length)] = (byte) random.nextInt();
        }
      }
      case 2 -> copy = Arrays.copyOf(input, at);
      case 3 -> {
        // Where a number stands, a number of another size.
        for (int i = 0; i < 4 && at + i < input.length; i++) {
          boolean digit = copy[at + i] >= '0' && copy[at + i] <= '9';
          copy[at + i] = digit ? (byte) '9' : (byte) 0xFF;
        }
      }
      default -> {
        var longer = new ByteArrayOutputStream();
        longer.write(input, 0, at);
        longer.write(input, at / 2, at - at / 2);
        longer.write(input, at, input.length - at);
        copy = longer.toByteArray();
      }
    }
    return copy;
  }
}
