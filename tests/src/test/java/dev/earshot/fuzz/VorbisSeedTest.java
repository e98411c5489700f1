package dev.earshot.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.earshot.audio.decode.SoundReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VorbisSeedTest {
  @TempDir Path folder;

  /** Damage to a stream that no decoder reads would reach little of it. */
  @Test
  void soundOfAllItsBlocksIsRead() throws IOException {
    Path file = Files.write(folder.resolve("seed.ogg"), VorbisSeed.stream());
    float[] samples = SoundReader.read(file).samples();
    assertEquals(VorbisSeed.SAMPLES, samples.length);
    for (int from = 0; from < samples.length; from += 32) {
      boolean silent = true;
      for (int i = from; i < from + 32; i++) {
        silent &= samples[i] == 0;
      }
      assertFalse(silent, "from sample " + from);
    }
  }
}
