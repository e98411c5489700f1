package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.WavFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipRemarksTest {
  private static final int RATE = 16_000;

  @TempDir private Path folder;

  @Test
  void eachKindIsOneLineForAllItsClips() throws IOException, InterruptedException {
    for (int i = 0; i < 5; i++) {
      write("rain/quiet" + i + ".wav", new float[RATE / 4 + i]);
    }
    for (int i = 0; i < 3; i++) {
      write("rain/" + i + ".wav", noise(i));
      write("wind/" + i + ".wav", noise(10 + i));
    }
    write("wind/again.wav", noise(1));
    write("unlabelled/again.wav", noise(2));
    cutShort(write("wind/short.wav", noise(20)));
    var loaded = new ClipLoader("logmel", 2, false).load(folder, (done, total) -> {});
    assertEquals(
        List.of(
            "5 clips are silent: rain/quiet0.wav, rain/quiet1.wav, rain/quiet2.wav and 2 more",
            "1 clip is a little shorter than the header states, and read to the end: wind/short.wav",
            "1 clip is an exact copy of another: wind/again.wav of rain/1.wav. On both sides of a split"
                + " they make scores too good"),
        loaded.notes());
    assertEquals(List.of(), loaded.failures());
  }

  @Test
  void copiesInATableCountWhereTheyCanBeParted() {
    assertEquals(1, copies(List.of("train", "test", "train"), Optional.empty()));
    assertEquals(0, copies(List.of("train", "train", "test"), Optional.empty()));
    assertEquals(1, copies(List.of("", "", ""), Optional.empty()));
    assertEquals(0, copies(List.of("", "", ""), Optional.of(List.of("g", "g", "h"))));
    assertEquals(1, copies(List.of("", "", ""), Optional.of(List.of("g", "h", "h"))));
  }

  /** How many remarks there are about a table of three clips, of which the first two are equal. */
  private static int copies(List<String> parts, Optional<List<String>> groups) {
    var split =
        parts.stream().map(part -> part.isEmpty() ? Part.NONE : Part.parse(part).orElseThrow());
    var table =
        new Dataset(
            new float[] {1, 2, 1, 2, 2, 1},
            2,
            new int[] {0, 0, 0},
            List.of("a"),
            List.of("x", "y", "z"),
            split.toList(),
            groups,
            "npz",
            Optional.empty());
    var remark = ClipRemarks.copies(table);
    remark.ifPresent(line -> assertTrue(line.contains("y of x"), line));
    return remark.isPresent() ? 1 : 0;
  }

  @Test
  void clipsWithoutLabelsAreNoCopies() {
    var table =
        Dataset.of(
            new float[4],
            1,
            new int[] {0, -1, -1, 1},
            List.of("a", "b"),
            IntStream.range(0, 4).mapToObj(Integer::toString).toList(),
            "npz");
    assertTrue(ClipRemarks.copies(table).orElseThrow().startsWith("1 clip is"));
  }

  @Test
  void theLimitOfSecondsIsTheLoaders() throws IOException, InterruptedException {
    write("rain/long.wav", new float[2 * RATE]);
    write("rain/short.wav", noise(1));
    var loaded =
        new ClipLoader(
                "logmel", 1, false, 1, SoundDecoders.auto(), Optional.empty(), Optional.empty())
            .load(folder, (done, total) -> {});
    assertEquals(1, loaded.dataset().rows());
    assertTrue(loaded.failures().getFirst().contains("at most 1 s"), loaded.failures().getFirst());
  }

  private Path write(String name, float[] samples) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    WavFile.write(file, new Waveform(samples, RATE));
    return file;
  }

  private static void cutShort(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 16));
  }

  private static float[] noise(long seed) {
    var random = new Random(seed);
    var samples = new float[RATE / 4];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return samples;
  }
}
