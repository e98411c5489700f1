package dev.earshot.cli.report;

import dev.earshot.Span;
import dev.earshot.collection.SoundCollection;
import dev.earshot.data.ClipId;
import dev.earshot.data.ClipLoader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the sound files of the clips of a page or list. It names the files where they are; if they
 * or it are moved, they are no longer found.
 *
 * @param files the file of a clip by its path in the data; empty if the data is a table of vectors
 * @param folder folder of the page or list
 */
public record ClipFiles(Optional<Function<String, Path>> files, Path folder) {
  public ClipFiles {
    folder = folder.toAbsolutePath().normalize();
  }

  /**
   * The files of a data set.
   *
   * @param data a folder, a list of clips or a table
   * @param folder folder of the page or list
   */
  public static ClipFiles of(Path data, Path folder) {
    if (ClipLoader.isTable(data)) {
      return new ClipFiles(Optional.empty(), folder);
    }
    if (SoundCollection.isAt(data)) {
      Map<String, Path> paths = new HashMap<>();
      try (var collection = SoundCollection.open(data)) {
        collection.recordings().forEach(each -> paths.put(each.name(), each.path()));
      }
      return new ClipFiles(
          Optional.of(name -> paths.getOrDefault(name, data.resolve(name))), folder);
    }
    var absolute = data.toAbsolutePath();
    var root = Files.isDirectory(data) ? absolute : absolute.getParent();
    return new ClipFiles(Optional.of(root::resolve), folder);
  }

  /** Whether the data is a table of vectors, whose clips have no files. */
  boolean isTable() {
    return files.isEmpty();
  }

  /** The path of a clip's file as seen from the folder; empty if there is no such file. */
  public Optional<String> path(ClipId clip) {
    return files
        .map(find -> find.apply(clip.path()).toAbsolutePath().normalize())
        .filter(Files::isRegularFile)
        .map(file -> folder.relativize(file).toString())
        .map(path -> path.replace(folder.getFileSystem().getSeparator(), "/"));
  }

  /** A relative link from the page to a clip; empty if there is no such file. */
  public Optional<String> link(String clip) {
    var name = ClipId.parse(clip);
    return path(name)
        .map(ClipFiles::encoded)
        .map(link -> link + name.span().map(ClipFiles::fragment).orElse(""));
  }

  /** Tells a browser to play this stretch alone. */
  private static String fragment(Span span) {
    return "#t=%s,%s".formatted(Span.text(span.start()), Span.text(span.end()));
  }

  private static String encoded(String path) {
    try {
      // Without the dot, a colon in the first name would look like the end of a URI's scheme.
      return new URI(null, null, "./" + path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
