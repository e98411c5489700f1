package dev.earshot.cli.demo;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A set of synthetic sounds on disk: a few labelled clips of each kind in a folder of that name,
 * the others in {@code unlabelled}, and a table of their true classes.
 */
public final class DemoSet {
  /** The folder of clips. */
  public static final String SOUNDS = "sounds";

  /** The table of the unlabelled clips' classes: {@code path,label}. */
  public static final String TRUTH = "truth.csv";

  /** Labelled clips of each kind. */
  public static final int LABELLED_PER_KIND = 4;

  /** Unlabelled clips of each kind. */
  public static final int UNLABELLED_PER_KIND = 20;

  private static final long SEED = 1;
  private static final String UNLABELLED = "unlabelled";

  /** A clip to make. */
  private record Clip(SoundKind kind, int index) {}

  private final SyntheticSounds sounds = new SyntheticSounds(SEED);
  private final Path folder;

  private DemoSet(Path folder) {
    this.folder = folder;
  }

  /** The number of clips. */
  public static int size() {
    return SoundKind.values().length * (LABELLED_PER_KIND + UNLABELLED_PER_KIND);
  }

  /**
   * Writes the clips and the table.
   *
   * @param folder an existing folder
   * @param progress called after each clip
   * @throws InterruptedException if the thread is interrupted
   */
  public static void write(Path folder, Runnable progress)
      throws IOException, InterruptedException {
    new DemoSet(folder).write(progress);
  }

  private void write(Runnable progress) throws IOException, InterruptedException {
    var unlabelled = new ArrayList<Clip>();
    for (var kind : SoundKind.values()) {
      Files.createDirectories(folder.resolve(SOUNDS).resolve(kind.label()));
      for (int i = 0; i < LABELLED_PER_KIND; i++) {
        var name = "%s/%s/%s-%s.wav".formatted(SOUNDS, kind.label(), kind.label(), i + 1);
        write(new Clip(kind, i), name, progress);
      }
      for (int i = 0; i < UNLABELLED_PER_KIND; i++) {
        unlabelled.add(new Clip(kind, LABELLED_PER_KIND + i));
      }
    }
    // The class must not show in name or order.
    Collections.shuffle(unlabelled, new Random(SEED));
    Files.createDirectories(folder.resolve(SOUNDS).resolve(UNLABELLED));
    var truth = new ArrayList<>(List.of("path,label"));
    for (int i = 0; i < unlabelled.size(); i++) {
      var name = String.format(Locale.ROOT, "%s/%s/clip-%03d.wav", SOUNDS, UNLABELLED, i + 1);
      write(unlabelled.get(i), name, progress);
      truth.add(name + "," + unlabelled.get(i).kind().label());
    }
    Files.write(folder.resolve(TRUTH), truth);
  }

  private void write(Clip clip, String name, Runnable progress) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("making sounds was stopped");
    }
    var samples = sounds.clip(clip.kind(), clip.index());
    WavFile.write(folder.resolve(name), new Waveform(samples, SyntheticSounds.SAMPLE_RATE));
    progress.run();
  }
}
