package dev.earshot.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The clips of a data set and what is known of them, before any audio is decoded.
 *
 * @param root the folder that {@linkplain Clip#id ids} are relative to
 * @param clips sorted by id for a folder, in file order for a CSV; at least one
 * @param classes the distinct labels, sorted; empty if nothing is labelled
 * @param ignored how many files of a folder are neither audio nor hidden
 */
public record Manifest(Path root, List<Clip> clips, List<String> classes, int ignored) {
  /**
   * One clip.
   *
   * @param id its path relative to the root with {@code /} between names, or as the CSV has it
   * @param label its class; empty if unlabelled
   * @param group what must not be divided between parts, such as the speaker; empty if not stated
   */
  public record Clip(
      Path path, String id, Optional<String> label, Part part, Optional<String> group) {}

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
   * <p>A folder has one sub-folder per class, walked to any depth; {@code unlabelled} (also {@code
   * unlabeled}, either with a leading {@code _}) holds unlabelled clips. A folder that holds audio
   * files itself and no class folders is all unlabelled. Audio files end in .wav, .wave or .flac,
   * in any case; names that begin with a dot are skipped; a sub-folder without audio is no class.
   *
   * <p>A CSV file (UTF-8) has a header with {@code path} and {@code label}, and perhaps {@code
   * split} (see {@link Part}) and {@code group}, in any order; other columns are not looked at.
   * Paths are relative to the CSV file; a blank label means unlabelled.
   *
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

  /** Each clip's index in {@link #classes}; -1 if unlabelled. */
  public int[] labels() {
    return clips.stream().mapToInt(c -> c.label().map(classes::indexOf).orElse(-1)).toArray();
  }
}
