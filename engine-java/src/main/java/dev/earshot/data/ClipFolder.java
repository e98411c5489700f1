package dev.earshot.data;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the clips in a folder of class folders; see {@link Manifest#read}. */
final class ClipFolder {
  private static final Set<String> UNLABELLED =
      Set.of("unlabelled", "_unlabelled", "unlabeled", "_unlabeled");

  private final Path root;
  private final List<Manifest.Clip> clips = new ArrayList<>();
  private int ignored;

  ClipFolder(Path root) throws IOException {
    this.root = root;
    // Links are followed, because collections often consist of links. A loop of links is an error.
    Files.walkFileTree(
        root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor());
    clips.sort(Comparator.comparing(Manifest.Clip::id));
    refuseMixture();
  }

  List<Manifest.Clip> clips() {
    return List.copyOf(clips);
  }

  int ignored() {
    return ignored;
  }

  private void refuseMixture() throws DataException {
    var loose = clips.stream().filter(clip -> !clip.id().contains("/")).findFirst();
    if (loose.isPresent() && clips.stream().anyMatch(clip -> clip.id().contains("/"))) {
      throw new DataException(
          "%s: %s lies beside class folders; move it into a class folder or into unlabelled/"
              .formatted(root, loose.get().id()));
    }
  }

  private void add(Path file) {
    Path relative = root.relativize(file);
    String top = relative.getName(0).toString();
    boolean labelled = relative.getNameCount() > 1 && !UNLABELLED.contains(top);
    clips.add(
        new Manifest.Clip(
            file,
            relative.toString().replace(relative.getFileSystem().getSeparator(), "/"),
            labelled ? Optional.of(top) : Optional.empty(),
            Part.NONE,
            Optional.empty()));
  }

  private static boolean isAudio(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".wav") || name.endsWith(".wave") || name.endsWith(".flac");
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
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (isHidden(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (!isAudio(file)) {
        ignored++;
      } else if (attributes.isRegularFile()) {
        add(file);
      } else {
        throw new DataException(file + ": not a file that can be read; a broken link?");
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      throw new DataException(file + ": cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }
}
