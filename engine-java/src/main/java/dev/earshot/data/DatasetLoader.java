package dev.earshot.data;

import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.FeatureExtractor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes a feature table from a folder of clips, a CSV list of clips, or an {@code .npz} file of
 * vectors.
 *
 * @param encoder the name of the encoder for clips
 * @param threads how many clips are encoded at a time
 * @param strict whether a clip that cannot be read ends the work; if not, the clip is left out
 */
public record DatasetLoader(String encoder, int threads, boolean strict) {

  /**
   * A table, and what was left out of it.
   *
   * @param dataset the table
   * @param failures one line for each clip that could not be read
   * @param ignored the number of files that are not audio
   */
  public record Loaded(Dataset dataset, List<String> failures, int ignored) {
    /** Copies the list. */
    public Loaded {
      failures = List.copyOf(failures);
    }
  }

  /**
   * Loads data on all cores. Clips that cannot be read are left out.
   *
   * @param data a folder, a CSV file or an {@code .npz} file
   * @param encoder the name of the encoder for clips
   * @throws IOException if there is nothing to load; the message names the file
   * @throws InterruptedException if the thread is interrupted
   */
  public static Dataset load(Path data, String encoder) throws IOException, InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    return new DatasetLoader(encoder, cores, false).load(data, (done, total) -> {}).dataset();
  }

  /** Whether this is a table of vectors, which needs no encoder. */
  public static boolean isTable(Path data) {
    return data.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
  }

  /**
   * Loads data. Clips are read in parallel.
   *
   * @param data a folder, a CSV file or an {@code .npz} file
   * @param progress is called after every clip
   * @throws IOException if there is nothing to load; the message names the file
   * @throws InterruptedException if the thread is interrupted
   */
  public Loaded load(Path data, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    return loadFrom(AtomicDirectory.recover(data), progress);
  }

  private Loaded loadFrom(Path data, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    if (isTable(data)) {
      if (!Files.isRegularFile(data)) {
        throw new DataException(data + ": no such file; expected an .npz file with x and y");
      }
      return new Loaded(Dataset.readNpz(data), List.of(), 0);
    }
    Manifest manifest = Manifest.read(data);
    AudioEncoder audio = AudioEncoder.named(encoder);
    List<Path> files = manifest.clips().stream().map(Manifest.Clip::path).toList();
    FeatureExtractor.Extraction extraction =
        new FeatureExtractor(audio, threads, strict).extract(files, progress);
    List<String> failures =
        extraction.failures().stream().map(FeatureExtractor.Failure::message).toList();
    if (extraction.clips().isEmpty()) {
      throw new DataException(
          "%s: none of its %d clips could be read; the first: %s"
              .formatted(data, files.size(), failures.getFirst()));
    }
    return new Loaded(table(manifest, audio, extraction), failures, manifest.ignored());
  }

  private static Dataset table(
      Manifest manifest, AudioEncoder audio, FeatureExtractor.Extraction extraction) {
    int columns = audio.dimension();
    List<FeatureExtractor.Clip> clips = extraction.clips();
    float[] x = new float[Math.multiplyExact(clips.size(), columns)];
    int[] labels = new int[clips.size()];
    List<String> ids = new ArrayList<>();
    List<Part> split = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    int[] allLabels = manifest.labels();
    for (int i = 0; i < clips.size(); i++) {
      Manifest.Clip clip = manifest.clips().get(clips.get(i).index());
      System.arraycopy(clips.get(i).vector(), 0, x, i * columns, columns);
      labels[i] = allLabels[clips.get(i).index()];
      ids.add(clip.id());
      split.add(clip.part());
      clip.group().ifPresent(groups::add);
    }
    return new Dataset(
        x,
        columns,
        labels,
        manifest.classes(),
        ids,
        split,
        groups.isEmpty() ? Optional.empty() : Optional.of(groups),
        audio.name());
  }
}
