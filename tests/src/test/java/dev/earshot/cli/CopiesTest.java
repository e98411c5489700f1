package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.Programs;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.audio.resample.Resampler;
import dev.earshot.collection.Copy;
import dev.earshot.collection.CopyKind;
import dev.earshot.collection.Recording;
import dev.earshot.collection.SoundCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of a collection that share sound are found, and stay on one side of every split. */
class CopiesTest {
  private static final int RATE = 44_100;

  @TempDir private Path folder;

  /** Noise whose colour and level wander, as sounds outdoors do. */
  private static float[] sound(int seed, double seconds) {
    var random = new Random(seed);
    var samples = new float[(int) (seconds * RATE)];
    double level = 0.1;
    double colour = 0.5;
    double last = 0;
    double wave = 0;
    double pitch = 1000;
    for (int i = 0; i < samples.length; i++) {
      if (i % 1000 == 0) {
        level = Math.clamp(level * Math.exp(0.3 * random.nextGaussian()), 0.02, 0.3);
        colour = Math.clamp(colour + 0.1 * random.nextGaussian(), 0.05, 0.95);
        pitch = Math.clamp(pitch * Math.exp(0.1 * random.nextGaussian()), 300, 6000);
      }
      last += colour * (random.nextGaussian() - last);
      wave += 2 * Math.PI * pitch / RATE;
      samples[i] = (float) (level * (last + Math.sin(wave)) / 2);
    }
    return samples;
  }

  private void write(String name, float[] samples, int rate) throws IOException {
    Files.createDirectories(folder.resolve("sounds"));
    WavFile.write(folder.resolve("sounds").resolve(name), new Waveform(samples, rate));
  }

  private CommandRun collect() {
    return CommandRun.succeeding(
        "collect",
        folder.resolve("sounds"),
        "--encoder",
        "logmel",
        "--no-labels",
        "--out",
        folder.resolve("c.earshot"));
  }

  /** The kinds of the copies, by "later original". */
  private Map<String, CopyKind> copies() {
    try (var collection = SoundCollection.open(folder.resolve("c.earshot"))) {
      var names =
          collection.recordings().stream()
              .collect(Collectors.toMap(Recording::id, Recording::name));
      return collection.copies().stream()
          .collect(
              Collectors.toMap(
                  copy -> names.get(copy.recording()) + " " + names.get(copy.original()),
                  Copy::kind,
                  (a, _) -> a,
                  TreeMap::new));
    }
  }

  @Test
  void copiesOfAllKindsAreFoundAndUnrelatedSoundsAreNot() throws IOException {
    var sound = sound(0, 12);
    write("a.wav", sound, RATE);
    for (int i = 1; i < 30; i++) {
      write("other%02d.wav".formatted(i), sound(i, 3 + i % 5), RATE);
    }
    assertFalse(collect().err().contains("share sound"));

    Files.copy(folder.resolve("sounds/a.wav"), folder.resolve("sounds/b-file.wav"));
    write("c-low.wav", resampled(sound, 11_025), 11_025);
    write(
        "d-part.wav",
        resampled(Arrays.copyOfRange(sound, 4 * RATE + 777, 7 * RATE), 32_000),
        32_000);
    var quiet = sound.clone();
    var noise = new Random(99);
    for (int i = 0; i < quiet.length; i++) {
      quiet[i] = (float) (0.25 * quiet[i] + 0.0005 * noise.nextGaussian());
    }
    write("e-quiet.wav", quiet, RATE);
    var longer = sound(77, 40);
    System.arraycopy(sound, 0, longer, 15 * RATE + 321, sound.length);
    write("f-long.wav", longer, RATE);
    var shifted = sound(78, 12);
    System.arraycopy(sound, 5 * RATE, shifted, 0, 7 * RATE);
    write("g-overlap.wav", shifted, RATE);
    var run = collect();
    assertTrue(
        run.err()
            .lines()
            .anyMatch(
                line -> line.contains("6 recordings share sound with another, and stay with it")),
        run.err());
    var copies = copies();
    assertEquals(CopyKind.SAME_FILE, copies.get("b-file.wav a.wav"), copies.toString());
    assertEquals(CopyKind.ENCODED, copies.get("c-low.wav a.wav"), copies.toString());
    assertEquals(CopyKind.PART, copies.get("d-part.wav a.wav"), copies.toString());
    assertEquals(CopyKind.ENCODED, copies.get("e-quiet.wav a.wav"), copies.toString());
    assertEquals(CopyKind.WHOLE, copies.get("f-long.wav a.wav"), copies.toString());
    assertEquals(CopyKind.OVERLAP, copies.get("g-overlap.wav a.wav"), copies.toString());
    assertTrue(copies.keySet().stream().noneMatch(pair -> pair.contains("other")));
    try (var collection = SoundCollection.open(folder.resolve("c.earshot"))) {
      var groups = new HashSet<String>();
      var table = collection.dataset();
      for (int row = 0; row < table.rows(); row++) {
        if (!table.ids().get(row).startsWith("other")) {
          groups.add(table.groups().orElseThrow().get(row));
        }
      }
      assertEquals(1, groups.size());
    }
    assertFalse(collect().err().contains("share sound"), "they are said once");
  }

  @Test
  void copiesByLossyEncodersAreFound() throws IOException, InterruptedException {
    Programs.require(Programs.FFMPEG);
    write("a.wav", sound(0, 8), RATE);
    write("other.wav", sound(1, 8), RATE);
    var sounds = folder.resolve("sounds");
    var original = sounds.resolve("a.wav");
    Programs.ffmpeg("-i", original, "-b:a", "48k", sounds.resolve("b.mp3"));
    Programs.ffmpeg("-i", original, "-ar", "22050", "-q:a", "0", sounds.resolve("c.ogg"));
    Programs.ffmpeg(
        "-ss", "2.345", "-t", "3", "-i", original, "-b:a", "24k", sounds.resolve("d.opus"));
    Programs.ffmpeg("-i", original, sounds.resolve("e.flac"));
    collect();
    assertEquals(
        Map.of(
            "b.mp3 a.wav", CopyKind.ENCODED,
            "c.ogg a.wav", CopyKind.ENCODED,
            "d.opus a.wav", CopyKind.PART,
            "e.flac a.wav", CopyKind.SAME_SOUND),
        copies().entrySet().stream()
            .filter(pair -> pair.getKey().endsWith("a.wav"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    assertTrue(copies().keySet().stream().noneMatch(pair -> pair.contains("other")));
  }

  /** Silence, and tones that do not change, tell nothing of a recording. */
  @Test
  void soundsWithoutMarksAreNotCopies() throws IOException {
    for (int i = 0; i < 4; i++) {
      var tone = new float[(5 + i) * RATE];
      for (int j = 0; j < tone.length; j++) {
        tone[j] = (float) (0.3 * Math.sin(2 * Math.PI * (500 + 100 * i) * j / RATE));
      }
      write("tone%s.wav".formatted(i), tone, RATE);
      write("silent%s.wav".formatted(i), new float[(5 + i) * RATE], RATE);
    }
    collect();
    assertEquals(Map.of(), copies());
  }

  private static float[] resampled(float[] samples, int rate) {
    return new Resampler(RATE, rate).resample(new Waveform(samples, RATE)).samples();
  }
}
