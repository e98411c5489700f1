package dev.earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureExtractorTest {
  private static final int CLIPS = 12;

  @TempDir private Path folder;
  private final List<Path> files = new ArrayList<>();
  private final AudioEncoder encoder = AudioEncoder.named("logmel");

  @BeforeEach
  void writeClips() {
    for (int i = 0; i < CLIPS; i++) {
      var random = new Random(i);
      var samples = new float[4000 + 500 * i];
      for (int k = 0; k < samples.length; k++) {
        samples[k] = (float) (0.1 * random.nextGaussian());
      }
      files.add(folder.resolve("clip" + i + ".wav"));
      WavFile.write(files.get(i), new Waveform(samples, i % 2 == 0 ? 16_000 : 22_050));
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameInTheSameOrder() throws InterruptedException {
    var one = new FeatureExtractor(encoder, 1, true).extract(files, (done, total) -> {});
    var four = new FeatureExtractor(encoder, 4, true).extract(files, (done, total) -> {});
    assertEquals(CLIPS, one.clips().size());
    for (int i = 0; i < CLIPS; i++) {
      assertEquals(i, four.clips().get(i).index());
      assertEquals(files.get(i), four.clips().get(i).path());
      assertArrayEquals(one.clips().get(i).vector(), four.clips().get(i).vector());
    }
  }

  @Test
  void progressCountsEveryFile() throws IOException, InterruptedException {
    Files.writeString(files.get(2), "spoiled");
    var seen = new ArrayList<Integer>();
    new FeatureExtractor(encoder, 3, false)
        .extract(
            files,
            (done, total) -> {
              assertEquals(CLIPS, total);
              seen.add(done);
            });
    assertEquals(CLIPS, seen.size());
    assertEquals(seen.stream().sorted().toList(), seen);
  }

  @Test
  void failuresAreCollectedAndNamed() throws IOException, InterruptedException {
    Files.writeString(files.get(3), "spoiled");
    WavFile.write(files.get(7), new Waveform(new float[10], 16_000));
    var result = new FeatureExtractor(encoder, 4, false).extract(files, (done, total) -> {});
    assertEquals(CLIPS - 2, result.clips().size());
    assertEquals(List.of(3, 7), result.failures().stream().map(f -> f.index()).toList());
    for (var failure : result.failures()) {
      assertTrue(failure.message().startsWith(failure.path().toString()), failure.message());
      assertEquals(1, failure.message().lines().count(), failure.message());
    }
  }

  @Test
  void strictStopsAtTheFirstInTheList() throws IOException {
    Files.writeString(files.get(9), "spoiled");
    Files.writeString(files.get(3), "spoiled");
    var strict = new FeatureExtractor(encoder, 4, true);
    var error = assertThrows(AudioException.class, () -> strict.extract(files, (d, t) -> {}));
    assertTrue(error.getMessage().startsWith(files.get(3).toString()), error.getMessage());
  }

  @Test
  void interruptionStopsTheWork() {
    var calls = new AtomicInteger();
    var extractor = new FeatureExtractor(encoder, 2, false);
    var many = new ArrayList<Path>();
    for (int i = 0; i < 100; i++) {
      many.addAll(files);
    }
    assertThrows(
        InterruptedException.class,
        () ->
            extractor.extract(
                many,
                (done, total) -> {
                  calls.incrementAndGet();
                  Thread.currentThread().interrupt();
                }));
    assertTrue(calls.get() < many.size());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void faultsOfTheProgramAreNotBlamedOnAFile() {
    var broken =
        new AudioEncoder() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public List<String> columnNames() {
            return List.of("x");
          }

          @Override
          public Session open() {
            return waveform -> {
              throw new ArithmeticException("a bug");
            };
          }
        };
    var extractor = new FeatureExtractor(broken, 2, false);
    var error =
        assertThrows(IllegalStateException.class, () -> extractor.extract(files, (d, t) -> {}));
    assertTrue(error.getMessage().contains("a bug"), error.getMessage());
  }

  @Test
  void noFilesGiveNothing() throws InterruptedException {
    var result = new FeatureExtractor(encoder, 2, true).extract(List.of(), (done, total) -> {});
    assertEquals(0, result.clips().size() + result.failures().size());
    assertThrows(AudioException.class, () -> new FeatureExtractor(encoder, 0, false));
  }
}
