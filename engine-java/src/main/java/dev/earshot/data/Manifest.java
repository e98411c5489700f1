package dev.earshot.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The list of a data set's clips with their labels, parts and groups. No audio is decoded for it.
 *
 * @param root the folder that {@linkplain Clip#id ids} are relative to
 * @param clips the clips, at least one; sorted by id for a folder, in file order for a CSV file
 * @param classes the distinct labels, sorted; empty if nothing is labelled
 * @param ignored the number of files in a folder that are neither audio nor hidden
 */
public record Manifest(Path root, List<Clip> clips, List<String> classes, int ignored) {
  /**
   * One clip.
   *
   * @param path its file
   * @param id its path relative to the root with {@code /} between names, or as written in the CSV
   *     file
   * @param label its class; empty if unlabelled
   * @param part its part of the split
   * @param group its group, such as the speaker, which must stay in one part; empty if not stated
   */
  public record Clip(
      Path path, String id, Optional<String> label, Part part, Optional<String> group) {}

  /** Copies the lists. */
  public Manifest {
    clips = List.copyOf(clips);
    classes = List.copyOf(classes);
  }

  private static Manifest of(Path root, List<Clip> clips, int ignored) {
    var classes =
        clips.stream().map(Clip::label).flatMap(Optional::stream).distinct().sorted().toList();
    return new Manifest(root, clips, classes, ignored);
  }

  /**
   * Lists the clips of a folder or of a CSV file.
   *
   * <p>A folder has one sub-folder per class, which is searched to any depth. The sub-folder {@code
   * unlabelled} (also {@code unlabeled}, either with a leading {@code _}) holds unlabelled clips.
   * If a folder holds audio files itself and no class folders, all its clips are unlabelled. Audio
   * files end in .wav, .wave or .flac, in upper or lower case. Names that begin with a dot are
   * skipped. A sub-folder without audio is not a class.
   *
   * <p>A CSV file (UTF-8) has a header with {@code path} and {@code label}, and optionally {@code
   * split} (see {@link Part}) and {@code group}, in any order. Other columns are ignored. Paths are
   * relative to the CSV file. A blank label means unlabelled.
   *
   * @param data a folder or a CSV file
   * @throws DataException if there are no clips, or a row or folder cannot be used
   */
  public static Manifest read(Path data) throws IOException {
    Manifest manifest;
    if (Files.isDirectory(data)) {
      var folder = new ClipFolder(data);
      manifest = of(data, folder.clips(), folder.ignored());
    } else if (!Files.isRegularFile(data)) {
      throw new DataException(data + ": no such file or folder");
    } else if (data.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
      Path root = data.toAbsolutePath().getParent();
      manifest = of(root, ClipTable.read(data, root), 0);
    } else {
      throw new DataException(
          data + ": expected a folder of clips, or a .csv file with columns path and label");
    }
    if (manifest.clips().isEmpty()) {
      throw new DataException(data + ": no audio clips (.wav, .wave, .flac) found");
    }
    return manifest;
  }

  /** The index of each clip's label in {@link #classes}; -1 if unlabelled. */
  public int[] labels() {
    return clips.stream().mapToInt(c -> c.label().map(classes::indexOf).orElse(-1)).toArray();
  }
}
