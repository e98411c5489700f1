package dev.earshot.cli.report;

import dev.earshot.Span;
import dev.earshot.data.ClipId;
import dev.earshot.data.DatasetLoader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the sound files of a page's clips. The page links to the files where they are; if page or
 * files are moved, they no longer play.
 *
 * @param root folder that the clips' paths are relative to; empty if the data is a table of vectors
 * @param folder folder of the page
 */
public record ClipFiles(Optional<Path> root, Path folder) {
  public ClipFiles {
    root = root.map(path -> path.toAbsolutePath().normalize());
    folder = folder.toAbsolutePath().normalize();
  }

  /**
   * The files of a data set.
   *
   * @param data a folder, a list of clips or a table
   * @param folder folder of the page
   */
  public static ClipFiles of(Path data, Path folder) {
    if (DatasetLoader.isTable(data)) {
      return new ClipFiles(Optional.empty(), folder);
    }
    var absolute = data.toAbsolutePath();
    return new ClipFiles(
        Optional.of(Files.isDirectory(data) ? absolute : absolute.getParent()), folder);
  }

  /** A relative link from the page to a clip; empty if there is no such file. */
  public Optional<String> link(String clip) {
    var name = ClipId.parse(clip);
    return root.map(path -> path.resolve(name.path()).normalize())
        .filter(Files::isRegularFile)
        .map(file -> folder.relativize(file).toString())
        .map(path -> path.replace(folder.getFileSystem().getSeparator(), "/"))
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
