package dev.earshot.cli.label;

import dev.earshot.Windows;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.WavFile;
import dev.earshot.audio.Waveform;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.cli.demo.SyntheticSounds;
import dev.earshot.collection.CollectionSettings;
import dev.earshot.collection.FileMark;
import dev.earshot.collection.NewRecording;
import dev.earshot.collection.SoundCollection;
import dev.earshot.data.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    var windows = Windows.of(SECONDS);
    var encoder = AudioEncoder.named("logmel");
    int rate = SyntheticSounds.SAMPLE_RATE;
    try (var collection =
            SoundCollection.create(
                folder, new CollectionSettings("logmel", encoder.dimension(), windows));
        var session = encoder.open()) {
      for (int r = 0; r < recordings; r++) {
        var name = "yard-%s.wav".formatted(r + 1);
        var whole = new float[PER_RECORDING * SECONDS * rate];
        List<NewRecording.NewWindow> made = new ArrayList<>();
        for (int w = 0; w < PER_RECORDING; w++) {
          int index = r * PER_RECORDING + w;
          var kind = kinds.get(random.nextInt(kinds.size()));
          truth.put(index, kind.label());
          var clip = filled(sounds.clip(kind, index), SECONDS * rate);
          System.arraycopy(clip, 0, whole, w * SECONDS * rate, clip.length);
          made.add(
              new NewRecording.NewWindow(
                  windows.span(w),
                  false,
                  session.encode(new Waveform(clip, rate)),
                  Optional.empty()));
        }
        var file = files.resolve(name);
        WavFile.write(file, new Waveform(whole, rate));
        collection.add(
            List.of(
                new NewRecording(
                    name,
                    file,
                    PER_RECORDING * SECONDS,
                    Part.NONE,
                    Optional.empty(),
                    new FileMark(Files.size(file), 1, name),
                    made)));
      }
    }
    return new Yard(folder, truth);
  }

  /** The sound, then its beginning again: a yard is never silent. */
  private static float[] filled(float[] sound, int length) {
    var filled = Arrays.copyOf(sound, length);
    System.arraycopy(sound, 0, filled, sound.length, length - sound.length);
    return filled;
  }
}
