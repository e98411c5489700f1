package dev.earshot.experiments.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.data.Standardizer;
import dev.earshot.experiments.TinyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoisyClipsTest {
  @TempDir Path folder;

  @Test
  void theLouderTheNoiseTheFartherFromTheCleanClip() throws IOException, InterruptedException {
    TinyData.noises(folder);
    var sources =
        new DataSources(
            Optional.of(TinyData.clips(folder.resolve("clips"))),
            folder,
            Optional.of("logmel"),
            2,
            note -> {});
    var source = sources.speech();
    var clips = new NoisyClips(source, sources.noises());
    int[] rows = {3, 14, 20};
    var noisy = clips.of(rows, 7);
    assertEquals(DataSources.NOISES.size() * NoisyClips.RATIOS.size(), noisy.size());
    Dataset clean = source.data().select(rows);
    var all = IntStream.range(0, source.data().rows()).toArray();
    var standardizer = Standardizer.of(source.data(), all, 0);
    for (String noise : DataSources.NOISES) {
      double nearer = 0;
      for (int decibels : NoisyClips.RATIOS) {
        Dataset with = noisy.get(NoisyClips.key(noise, decibels));
        assertEquals(clean.ids(), with.ids());
        double distance = distance(standardizer.apply(clean.x()), standardizer.apply(with.x()));
        assertTrue(distance > nearer, noise + " at " + decibels + " dB: " + distance);
        nearer = distance;
      }
    }
    assertSame(noisy, clips.of(rows, 7));
  }

  private static double distance(float[] a, float[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (double) (a[i] - b[i]);
    }
    return Math.sqrt(squares / a.length);
  }
}
