package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.audio.extract.FeatureStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A choice among encoders that was made before is not made again. */
class KeptChoiceTest {
  @TempDir private Path folder;

  private final InMemory store = new InMemory();

  private static final class InMemory implements FeatureStore {
    private final Map<String, byte[]> values = new ConcurrentHashMap<>();

    @Override
    public Optional<byte[]> find(String shelf, byte[] key) {
      return Optional.ofNullable(values.get(shelf + Arrays.toString(key)));
    }

    @Override
    public void keep(String shelf, byte[] key, byte[] value) {
      values.put(shelf + Arrays.toString(key), value);
    }

    private long count(String word) {
      return values.keySet().stream().filter(key -> key.contains(word)).count();
    }
  }

  /** Noise and tones, six clips of each. */
  private Path sounds() throws IOException {
    var random = new Random(1);
    for (int clip = 0; clip < 12; clip++) {
      var samples = new float[8000];
      for (int i = 0; i < samples.length; i++) {
        samples[i] =
            (float)
                (clip % 2 == 0
                    ? 0.1 * random.nextGaussian()
                    : 0.3 * Math.sin(i * (0.2 + clip / 40.0)));
      }
      var of = Files.createDirectories(folder.resolve(clip % 2 == 0 ? "noise" : "tone"));
      WavFile.write(of.resolve(clip + ".wav"), new Waveform(samples, 16_000));
    }
    return folder;
  }

  private EncoderChoice choose() throws IOException, InterruptedException {
    return new ClipLoader(
            ClipLoader.AUTO,
            2,
            false,
            SoundReader.DEFAULT_MAX_SECONDS,
            SoundDecoders.auto(),
            Optional.empty(),
            Optional.of(store))
        .choose(folder, (done, total) -> {});
  }

  @Test
  void scoresAndVectorsAreKept() throws IOException, InterruptedException {
    sounds();
    var first = choose();
    assertEquals(12, store.count("trial of lld, logmel\n") + store.count("trial of logmel, lld\n"));
    assertEquals(1, store.count("scores of encoders"));
    assertEquals(first, choose());

    // What is kept is used: a lie in it is told.
    var key =
        store.values.keySet().stream()
            .filter(each -> each.contains("scores of encoders"))
            .findFirst()
            .orElseThrow();
    store.values.put(key, "[{\"encoder\":\"lld\",\"heldOutAccuracy\":0.25}]".getBytes());
    assertEquals("Encoder lld: 25 % of held-out labels right", choose().line());
    store.values.put(key, "{no scores".getBytes());
    assertEquals(first, choose());

    // Another label is another choice.
    Files.move(folder.resolve("noise").resolve("0.wav"), folder.resolve("tone").resolve("0.wav"));
    choose();
    assertEquals(2, store.count("scores of encoders"));
    assertTrue(store.count("trial of") <= 12);
  }
}
