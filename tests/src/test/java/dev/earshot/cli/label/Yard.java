package dev.earshot.cli.label;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.cli.CommandRun;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.cli.demo.SyntheticSounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A collection of synthetic recordings. Each has one sound of some kind in each window.
 *
 * @param folder the collection
 * @param truth the kind of each window
 */
record Yard(Path folder, Map<Integer, String> truth) {
  private static final int SECONDS = 2;
  private static final int PER_RECORDING = 12;

  /** Makes the recordings and the collection below a folder. */
  static Yard make(Path below, int recordings, List<SoundKind> kinds) throws IOException {
    var sounds = new SyntheticSounds(5);
    var random = new Random(2);
    var truth = new TreeMap<Integer, String>();
    var folder = below.resolve("yard.earshot");
    var files = Files.createDirectories(below.resolve("recordings"));
    int rate = SyntheticSounds.SAMPLE_RATE;
    for (int r = 0; r < recordings; r++) {
      var whole = new float[PER_RECORDING * SECONDS * rate];
      for (int w = 0; w < PER_RECORDING; w++) {
        int index = r * PER_RECORDING + w;
        var kind = kinds.get(random.nextInt(kinds.size()));
        truth.put(index, kind.label());
        var clip = filled(sounds.clip(kind, index), SECONDS * rate);
        System.arraycopy(clip, 0, whole, w * SECONDS * rate, clip.length);
      }
      WavFile.write(files.resolve("yard-%s.wav".formatted(r + 1)), new Waveform(whole, rate));
    }
    CommandRun.succeeding(
        "collect",
        files,
        "--out",
        folder,
        "--encoder",
        "logmel",
        "--window",
        SECONDS + "s",
        "--hop",
        SECONDS + "s");
    return new Yard(folder, truth);
  }

  /** The sound, then its beginning again: a yard is never silent. */
  private static float[] filled(float[] sound, int length) {
    var filled = Arrays.copyOf(sound, length);
    System.arraycopy(sound, 0, filled, sound.length, length - sound.length);
    return filled;
  }
}
