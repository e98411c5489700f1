package dev.earshot.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
    List<byte[]> all = List.copyOf(inputs.values());
    long open = FuzzReader.openFiles();
    for (var input : inputs.entrySet()) {
      check(reader, input.getKey(), input.getValue());
      for (int i = 0; i < Math.ceilDiv(DAMAGED, inputs.size()); i++) {
        byte[] other = all.get(random.nextInt(all.size()));
        check(
            reader,
            input.getKey() + ", damage " + i,
            new Mutations(random.split()).damaged(input.getValue(), other));
      }
    }
    reader.requireClosed(open);
  }

  /** Else the mended copies would be refused for it. */
  @ParameterizedTest
  @EnumSource(
      value = FuzzReader.class,
      names = {"FLAC", "VORBIS", "OPUS", "CACHE"})
  void mendingKeepsChecksumsThatAreRight(FuzzReader reader)
      throws IOException, InterruptedException {
    for (var input : FuzzSeeds.of(reader).entrySet()) {
      assertArrayEquals(input.getValue(), reader.mended(input.getValue()), input.getKey());
      byte[] damaged = input.getValue().clone();
      damaged[damaged.length - 1] ^= 1;
      assertFalse(Arrays.equals(damaged, reader.mended(damaged)), input.getKey());
    }
  }

  private void check(FuzzReader reader, String name, byte[] input) {
    try {
      reader.check(input, folder);
    } catch (Exception | AssertionError | StackOverflowError e) {
      throw new AssertionError("%s, input %s: %s".formatted(reader, name, e), e);
    }
  }
}
