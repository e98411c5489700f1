package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that label stretches of the recording beside them. For {@code yard.wav} these are {@code
 * yard.txt}, a {@link LabelTrack} of Audacity, and {@code yard.Table.1.selections.txt} or {@code
 * yard.selections.txt}, a selection table of Raven. The recording's name may have its ending, as in
 * {@code yard.wav.txt}.
 */
final class LabelFiles {
  static final String TXT = ".txt";

  private static final Pattern RAVENS =
      Pattern.compile("(.+?)(\\.Table\\.\\d+)?\\.selections\\.txt", Pattern.CASE_INSENSITIVE);

  /** For each name that a recording may have, with or without its ending, the label files. */
  private final Map<Path, List<Path>> byName = new LinkedHashMap<>();

  private final TreeSet<Path> unused = new TreeSet<>();

  /** Whether a file may be a label file, by its name. */
  static boolean mayBe(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(TXT);
  }

  /** Whether the name is that of a selection table of Raven. */
  static boolean isRavens(Path file) {
    return RAVENS.matcher(file.getFileName().toString()).matches();
  }

  private static Path recording(Path file) {
    String name = file.getFileName().toString();
    Matcher ravens = RAVENS.matcher(name);
    return file.resolveSibling(
        ravens.matches() ? ravens.group(1) : name.substring(0, name.length() - TXT.length()));
  }

  /** Adds a file whose name may be that of a label file. */
  void add(Path file) {
    byName.computeIfAbsent(recording(file), _ -> new ArrayList<>()).add(file);
    unused.add(file);
  }

  /**
   * The label files of a recording, in order of their names. A text file that is neither empty nor
   * a label track is left out.
   */
  List<Path> of(Path recording) throws IOException {
    var found = new TreeSet<Path>();
    for (Path name : List.of(recording, withoutEnding(recording))) {
      for (Path file : byName.getOrDefault(name, List.of())) {
        if (isRavens(file) || Files.size(file) == 0 || LabelTrack.isTrack(file)) {
          found.add(file);
        }
      }
    }
    return List.copyOf(found);
  }

  private static Path withoutEnding(Path recording) {
    String name = recording.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return recording.resolveSibling(dot > 0 ? name.substring(0, dot) : name);
  }

  /** How many of the added files label nothing. */
  int unused() {
    return unused.size();
  }

  /** The selection tables of Raven that label nothing. */
  List<Path> unusedSelections() {
    return unused.stream().filter(LabelFiles::isRavens).toList();
  }

  /**
   * Adds a recording with the stretches that a label file names.
   *
   * @param whole the recording
   * @param listing gets a clip for each stretch, or if there is none, the recording
   */
  void read(Path file, Manifest.Clip whole, Listing listing) throws IOException {
    unused.remove(file);
    readInto(file, whole, listing);
  }

  private static void readInto(Path file, Manifest.Clip whole, Listing listing) throws IOException {
    if (isRavens(file)) {
      listing.addAll(ClipTable.read(file, file.toAbsolutePath().getParent(), Optional.of(whole)));
      return;
    }
    var track = LabelTrack.read(file);
    track.rows().forEach(row -> listing.add(whole.stretch(row.label(), row.span(), row.origin())));
    if (track.rows().isEmpty()) {
      listing.add(whole.withoutStretch(file.toString()));
    }
    if (track.points() > 0) {
      listing.note(
          "%s: %s without a length %s left out"
              .formatted(
                  file,
                  Listing.count(track.points(), "label"),
                  track.points() == 1 ? "is" : "are"));
    }
  }

  /** A label track that is given alone: it labels the recording beside it. */
  static Listing alone(Path track, Path root) throws IOException {
    return of(track, beside(track, root));
  }

  /** What a label file says of a recording. */
  static Listing of(Path file, Manifest.Clip whole) throws IOException {
    var listing = new Listing(List.of(), 0);
    readInto(file, whole, listing);
    return listing;
  }

  /** A selection table that is given alone. It names its recordings, or is beside the only one. */
  static Listing selections(Path table, Path root) throws IOException {
    return ClipTable.namesPaths(table)
        ? ClipTable.read(table, root, Optional.empty())
        : ClipTable.read(table, root, Optional.of(beside(table, root)));
  }

  private static Manifest.Clip beside(Path table, Path root) throws IOException {
    Path name = recording(table.toAbsolutePath());
    try (var files = Files.list(root)) {
      Path found =
          files
              .filter(Files::isRegularFile)
              .filter(AudioNames::isAudio)
              .filter(file -> file.equals(name) || withoutEnding(file).equals(name))
              .sorted()
              .findFirst()
              .orElseThrow(() ->
                  new DataException(
                      "%s: there is no recording beside it that is called %s, such as %s.wav"
                          .formatted(table, name.getFileName(), name.getFileName())));
      return new Manifest.Clip(
          found, found.getFileName().toString(), Optional.empty(), Part.NONE, Optional.empty());
    }
  }
}
