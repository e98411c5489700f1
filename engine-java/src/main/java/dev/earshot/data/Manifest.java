package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The list of a data set's clips with their labels, parts and groups. No audio is decoded for it.
 *
 * @param root the folder that {@linkplain Clip#id ids} are relative to
 * @param clips the clips, at least one; sorted by id for a folder, in file order for a CSV file
 * @param classes the distinct labels, sorted; empty if nothing is labelled
 * @param ignored the number of files in a folder that are neither audio nor hidden
 * @param failures one line for each clip that cannot be used, for example as its file is missing
 * @param notes what a user should know about how the data was understood, one line each
 */
public record Manifest(
    Path root,
    List<Clip> clips,
    List<String> classes,
    int ignored,
    List<String> failures,
    List<String> notes) {
  /**
   * One clip.
   *
   * @param path its file
   * @param id its path relative to the root with {@code /} between names, or as written in the CSV
   *     file
   * @param label its class; empty if unlabelled
   * @param part its part of the split
   * @param group its group, such as the speaker, which must stay in one part; empty if not stated
   * @param span the stretch of the file that the clip is; empty for the whole file
   * @param origin the file and row that name the stretch; also there for a recording whose label
   *     file names no stretch. Empty if nothing says where in the file a label holds
   */
  public record Clip(
      Path path,
      String id,
      Optional<String> label,
      Part part,
      Optional<String> group,
      Optional<Span> span,
      Optional<String> origin) {
    /** A whole file. */
    Clip(Path path, String id, Optional<String> label, Part part, Optional<String> group) {
      this(path, id, label, part, group, Optional.empty(), Optional.empty());
    }

    /** A stretch of this clip's file with a label of its own. */
    Clip stretch(Optional<String> name, Span where, String row) {
      return new Clip(path, id, name, part, group, Optional.of(where), Optional.of(row));
    }

    /** This clip's file, without a label, as its label file names no stretch. */
    Clip withoutStretch(String file) {
      return new Clip(path, id, Optional.empty(), part, group, Optional.empty(), Optional.of(file));
    }

    /** The same clip in a group. */
    Clip inGroup(String name) {
      return new Clip(path, id, label, part, Optional.of(name), span, origin);
    }

    /** A message about the clip, with the file and row that name it. */
    public String at(String message) {
      return origin.map(place -> place + ": " + message).orElse(message);
    }

    /** The first seconds of the clip. */
    Clip first(double seconds) {
      Span all = span.orElseGet(Span::whole);
      Span beginning = new Span(all.start(), Math.min(all.end(), all.start() + seconds));
      return new Clip(path, id, label, part, group, Optional.of(beginning), origin);
    }
  }

  /** Copies the lists. */
  public Manifest {
    clips = List.copyOf(clips);
    classes = List.copyOf(classes);
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }

  /**
   * Lists the clips of a folder or of a CSV file, or the one clip of an audio file.
   *
   * <p>A folder has one sub-folder per class, which is searched to any depth. The sub-folder {@code
   * unlabelled} holds unlabelled clips; {@code unknown} and some other words mean the same, in
   * upper or lower case. If a folder holds audio files itself and no class folders, all its clips
   * are unlabelled. If all sub-folders are parts of a split, such as {@code train} and {@code
   * test}, the class folders are in these. Audio files end in .wav, .flac, .mp3 or the like, in
   * upper or lower case. Names that begin with a dot are skipped. A sub-folder without audio is not
   * a class.
   *
   * <p>A CSV file has a header with {@code path} and {@code label}, and optionally {@code split}
   * (see {@link Part}) and {@code group}, in any order. It is UTF-8, or UTF-16 with a byte order
   * mark. Commas, semicolons, tabs or bars separate its cells. Columns {@code filename}, {@code
   * file} or {@code filepath} may stand for the path; {@code class} or {@code category} for the
   * label. With {@code start} and {@code end}, in seconds, each row is a stretch of a file. Other
   * columns are not used. Paths are relative to the CSV file. A label that is blank, or a word such
   * as {@code unlabelled}, means unlabelled.
   *
   * <p>Label files beside the recordings of a folder name stretches, too: label tracks of Audacity
   * and selection tables of Raven. Such a file may also be given alone.
   *
   * <p>Class names that differ only in white space at their ends or in the Unicode form of accents
   * are one class.
   *
   * @param data a folder, a CSV file or an audio file
   * @throws DataException if there are no clips, or a row or folder cannot be used
   */
  public static Manifest read(Path data) throws IOException {
    if (Files.isDirectory(data)) {
      return ClipFolder.read(data).manifest(data, data);
    }
    if (!Files.exists(data)) {
      throw new DataException(data + ": no such file or folder");
    }
    if (isTable(data) && Files.isRegularFile(data)) {
      Path root = data.toAbsolutePath().getParent();
      return listed(data, root).manifest(data, root);
    }
    if (AudioNames.isAudio(data)) {
      return ofFiles(List.of(data));
    }
    throw new DataException(
        data
            + ": expected a folder of clips, an audio file, or a .csv file with columns path and label");
  }

  /**
   * Lists audio files as unlabelled clips. Their ids are the paths as given.
   *
   * @param files the files, at least one; a file that is given twice is one clip
   * @throws DataException if none can be used
   */
  public static Manifest ofFiles(List<Path> files) throws DataException {
    var listing = new Listing(List.of(), 0);
    for (Path file : files.stream().distinct().toList()) {
      if (Files.isDirectory(file)
          || ((isTable(file) || ClipLoader.isTable(file)) && Files.exists(file))) {
        throw new DataException(
            file + ": expected an audio file; a folder or a table is given alone");
      }
      if (!Files.isRegularFile(file)) {
        listing.failure(
            file + (Files.exists(file) ? ": not a regular file" : ": no such file or folder"));
      } else {
        listing.add(new Clip(file, file.toString(), Optional.empty(), Part.NONE, Optional.empty()));
      }
    }
    return listing.manifest(files.getFirst(), Path.of(""));
  }

  /**
   * Lists the stretches of a recording that a label track of Audacity names.
   *
   * @param track the label track, which may be anywhere
   * @param recording the recording
   * @param id what the recording is called
   * @throws DataException if the track cannot be read
   */
  public static Manifest ofTrack(Path track, Path recording, String id) throws IOException {
    return LabelFiles.of(
            track, new Clip(recording, id, Optional.empty(), Part.NONE, Optional.empty()))
        .manifest(track, Path.of(""));
  }

  private static Listing listed(Path table, Path root) throws IOException {
    if (LabelTrack.isTrack(table)) {
      return LabelFiles.alone(table, root);
    }
    return LabelFiles.isRavens(table)
        ? LabelFiles.selections(table, root)
        : ClipTable.read(table, root, Optional.empty());
  }

  /**
   * Lists recordings without labels: the audio files of a folder at any depth, those that a table
   * names, or audio files.
   *
   * @param data a folder, a table, or one or several audio files
   * @throws DataException if there are none
   */
  public static Manifest recordings(List<Path> data) throws IOException {
    Path first = data.getFirst();
    if (data.size() > 1 || AudioNames.isAudio(first) && !Files.isDirectory(first)) {
      return ofFiles(data);
    }
    if (Files.isDirectory(first)) {
      return ClipFolder.recordings(first).manifest(first, first);
    }
    Manifest listed = read(first);
    Map<Path, Clip> files = new LinkedHashMap<>();
    for (Clip clip : listed.clips()) {
      files.putIfAbsent(
          clip.path(),
          new Clip(clip.path(), clip.id(), Optional.empty(), Part.NONE, Optional.empty()));
    }
    return new Manifest(
        listed.root(),
        List.copyOf(files.values()),
        List.of(),
        listed.ignored(),
        listed.failures(),
        List.of());
  }

  /**
   * The same as {@link #read}, but where audio files lie beside sub-folders, without label files,
   * the names of these are no classes: they are recordings without labels, and a note says so.
   */
  public static Manifest collected(Path data) throws IOException {
    return Files.isDirectory(data) ? ClipFolder.collected(data).manifest(data, data) : read(data);
  }

  private static boolean isTable(Path data) {
    String name = data.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") || name.endsWith(".tsv") || name.endsWith(".txt");
  }

  /** The same with some of the clips, without what is wrong with others. */
  Manifest withClips(List<Clip> some) {
    return new Manifest(root, some, classes, 0, List.of(), List.of());
  }

  /**
   * The clips of each file, in their order. All clips of a file are in one part and one group.
   *
   * @throws DataException if two of them are not
   */
  public Map<Path, List<Clip>> byFile() {
    Map<Path, List<Clip>> files = new LinkedHashMap<>();
    for (Clip clip : clips) {
      files.computeIfAbsent(clip.path(), _ -> new ArrayList<>()).add(clip);
    }
    files.values().forEach(Manifest::requireOnePart);
    return files;
  }

  private static void requireOnePart(List<Clip> recording) {
    Clip first = recording.getFirst();
    for (Clip clip : recording) {
      if (clip.part() != first.part() || !clip.group().equals(first.group())) {
        throw new DataException(
            clip.at(
                "%s has another split or group here than before; a recording that is cut into windows has one"
                    .formatted(clip.id())));
      }
    }
  }

  /** The index of each clip's label in {@link #classes}; -1 if unlabelled. */
  public int[] labels() {
    return clips.stream().mapToInt(c -> c.label().map(classes::indexOf).orElse(-1)).toArray();
  }
}
