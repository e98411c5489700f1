package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Part;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the clips in a folder of class folders; see {@link Manifest#read}. */
final class ClipFolder {
  private final Path root;

  /** Files of formats that are read, and audio files of other formats, relative to the root. */
  private final List<Path> found = new ArrayList<>();

  private final List<String> failures = new ArrayList<>();
  private final LabelFiles labelFiles = new LabelFiles();
  private int ignored;

  private ClipFolder(Path root) {
    this.root = root;
  }

  static Listing read(Path root) throws IOException {
    return found(root).listing(false);
  }

  /** See {@link Manifest#collected}. */
  static Listing collected(Path root) throws IOException {
    return found(root).listing(true);
  }

  /** Lists all audio files, without labels. */
  static Listing recordings(Path root) throws IOException {
    return found(root).recordings();
  }

  private Listing recordings() {
    var listing = new Listing(failures, ignored + labelFiles.unused());
    for (Path file : found) {
      listing.add(unlabelled(file, Part.NONE));
    }
    return listing;
  }

  private static ClipFolder found(Path root) throws IOException {
    var folder = new ClipFolder(root);
    // Links are followed, because collections often consist of links.
    Files.walkFileTree(
        root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, folder.new Visitor());
    folder.found.sort(Comparator.comparing(folder::id));
    return folder;
  }

  /**
   * @param mayMix whether files may lie beside folders, whose names are then no classes
   */
  private Listing listing(boolean mayMix) throws IOException {
    boolean parts = areParts();
    Map<Path, List<Path>> labels = labelFiles();
    if (!parts && labels.isEmpty() && looseFile().isPresent()) {
      if (!mayMix) {
        throw new DataException(
            "%s: %s lies beside class folders; move it into a class folder or into unlabelled/"
                .formatted(root, looseFile().get()));
      }
      var listing = recordings();
      listing.note(
          "%s lies beside folders, so the names of folders are not taken for classes"
              .formatted(looseFile().get()));
      return listing;
    }
    // The name of a folder with label files is no label.
    Set<Path> marked = labels.keySet().stream().map(ClipFolder::top).collect(Collectors.toSet());
    var labelled = new Listing(List.of(), 0);
    for (Path file : found) {
      if (!marked.contains(top(file))) {
        labelled.add(clip(file, parts));
      } else {
        var whole = unlabelled(file, part(file, parts));
        if (!labels.containsKey(file)) {
          labelled.add(whole);
        }
        for (Path table : labels.getOrDefault(file, List.of())) {
          labelFiles.read(table, whole, labelled);
        }
      }
    }
    var listing = new Listing(failures, ignored + labelFiles.unused());
    listing.addAll(labelled);
    if (!labels.isEmpty()) {
      listing.note(
          "%s by the label files beside them, such as %s"
              .formatted(
                  labels.size() == 1
                      ? "1 recording is labelled"
                      : labels.size() + " recordings are labelled",
                  root.relativize(labels.values().iterator().next().getFirst())));
    }
    for (Path table : labelFiles.unusedSelections()) {
      listing.note(
          "%s is not used: no recording beside it has its name; to use it, give it as DATA"
              .formatted(root.relativize(table)));
    }
    found.removeIf(file -> marked.contains(top(file)));
    if (parts) {
      listing.note(
          "folders %s are read as the parts of a split; the classes are the folders in them"
              .formatted(ClassNames.quoted(topFolders())));
    } else {
      noteFoldersThatSoundLikeParts(listing);
    }
    noteUnlabelled(listing, parts);
    noteMerged(listing, parts);
    return listing;
  }

  /** The first folder below the root; the root itself for a file that lies in it. */
  private static Path top(Path file) {
    return file.getNameCount() == 1 ? Path.of("") : file.getName(0);
  }

  /** The recordings that have label files. One of these at least must label a stretch. */
  private Map<Path, List<Path>> labelFiles() throws IOException {
    Map<Path, List<Path>> labels = new LinkedHashMap<>();
    var marked = new HashSet<Path>();
    for (Path file : found) {
      var tables = labelFiles.of(root.resolve(file));
      if (!tables.isEmpty()) {
        labels.put(file, tables);
      }
      for (Path table : tables) {
        if (Files.size(table) > 0) {
          marked.add(top(file));
        }
      }
    }
    // Empty text files beside the clips of a class folder say nothing.
    labels.keySet().removeIf(file -> !marked.contains(top(file)));
    return labels;
  }

  /** A file that lies beside folders, if there are folders. */
  private Optional<Path> looseFile() {
    return found.stream().anyMatch(file -> file.getNameCount() > 1)
        ? found.stream().filter(file -> file.getNameCount() == 1).findFirst()
        : Optional.empty();
  }

  private List<String> topFolders() {
    return found.stream()
        .filter(file -> file.getNameCount() > 1)
        .map(file -> file.getName(0).toString())
        .distinct()
        .toList();
  }

  /**
   * Whether the folders are parts of a split, such as {@code train/dog} and {@code test/dog}: all
   * are called so, and some class is in two of them. A part other than the training part may hold
   * clips without class folders; they are unlabelled.
   */
  private boolean areParts() {
    var classes = new HashMap<String, Set<String>>();
    var loose = new HashSet<String>();
    for (Path file : found) {
      String top = file.getName(0).toString();
      if (file.getNameCount() > 1 && ClassNames.isUnlabelled(top)) {
        continue;
      }
      if (file.getNameCount() == 1 || Part.named(top).isEmpty()) {
        return false;
      }
      if (file.getNameCount() == 2) {
        loose.add(top);
      } else {
        classes
            .computeIfAbsent(top, _ -> new HashSet<>())
            .add(ClassNames.normal(file.getName(1).toString()));
      }
    }
    boolean common =
        classes.values().stream().flatMap(Set::stream).distinct().count()
            < classes.values().stream().mapToInt(Set::size).sum();
    boolean predicted =
        loose.stream().noneMatch(top -> Part.named(top).equals(Optional.of(Part.TRAIN)))
            && loose.stream().noneMatch(classes::containsKey);
    return predicted && (common || (!loose.isEmpty() && !classes.isEmpty()));
  }

  /** A vehicle is a train, so that name alone is no reason to doubt. */
  private void noteFoldersThatSoundLikeParts(Listing listing) {
    var names = topFolders().stream().filter(name -> Part.named(name).isPresent()).toList();
    if (names.stream().anyMatch(name -> !name.equalsIgnoreCase("train"))) {
      listing.note(
          "folders %s count as classes, though they sound like parts of a split; a split has class"
                  .formatted(ClassNames.quoted(names))
              + " folders in each part (train/dog, test/dog), or is column split of a .csv");
    }
  }

  private void noteUnlabelled(Listing listing, boolean parts) {
    var clips = new TreeMap<String, Integer>();
    for (Path file : found) {
      labelFolder(file, parts)
          .filter(ClassNames::isUnlabelled)
          .ifPresent(name -> clips.merge(name, 1, Integer::sum));
    }
    clips.forEach((name, count) -> listing.noteUnlabelled("folder", name, count));
  }

  private void noteMerged(Listing listing, boolean parts) {
    Map<String, TreeSet<String>> spellings =
        found.stream()
            .map(file -> labelFolder(file, parts))
            .flatMap(Optional::stream)
            .filter(name -> !ClassNames.isUnlabelled(name))
            .collect(
                Collectors.groupingBy(
                    ClassNames::normal, TreeMap::new, Collectors.toCollection(TreeSet::new)));
    spellings.forEach((name, folders) -> {
      if (folders.size() > 1) {
        listing.note(
            "%s folders are one class, '%s': their names differ only in spaces or in how accents are"
                    .formatted(folders.size(), name)
                + " stored");
      }
    });
  }

  /** The folder that names the class of a file; empty if there is none. */
  private static Optional<String> labelFolder(Path file, boolean parts) {
    String top = file.getName(0).toString();
    int level = parts && !ClassNames.isUnlabelled(top) ? 1 : 0;
    return file.getNameCount() > level + 1
        ? Optional.of(file.getName(level).toString())
        : Optional.empty();
  }

  private Manifest.Clip clip(Path file, boolean parts) {
    var label =
        labelFolder(file, parts)
            .filter(name -> !ClassNames.isUnlabelled(name))
            .map(ClassNames::normal);
    return new Manifest.Clip(
        root.resolve(file), id(file), label, part(file, parts), Optional.empty());
  }

  private Manifest.Clip unlabelled(Path file, Part part) {
    return new Manifest.Clip(
        root.resolve(file), id(file), Optional.empty(), part, Optional.empty());
  }

  private static Part part(Path file, boolean parts) {
    return parts ? Part.named(file.getName(0).toString()).orElse(Part.NONE) : Part.NONE;
  }

  private String id(Path file) {
    return file.toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  private boolean isHidden(Path path) {
    return !path.equals(root) && path.getFileName().toString().startsWith(".");
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isHidden(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (LabelFiles.mayBe(file) && attributes.isRegularFile()) {
        labelFiles.add(file);
      } else if (!AudioNames.isAudio(file)) {
        ignored++;
      } else if (!attributes.isRegularFile()) {
        failures.add(file + ": " + problem(attributes));
      } else {
        found.add(root.relativize(file));
      }
      return FileVisitResult.CONTINUE;
    }

    private String problem(BasicFileAttributes attributes) {
      return attributes.isSymbolicLink()
          ? "a link to a file that is not there"
          : "not a regular file";
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (file.equals(root)) {
        throw new DataException(file + ": cannot be read: " + e.getClass().getSimpleName(), e);
      }
      failures.add(
          file
              + (e instanceof FileSystemLoopException
                  ? ": a link to a folder that it is in"
                  : ": cannot be read: " + e.getClass().getSimpleName()));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
      if (e != null) {
        failures.add(folder + ": cannot be read to its end: " + e.getClass().getSimpleName());
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
