package dev.earshot.cli.report;

import dev.earshot.data.DatasetLoader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a page finds the clips that it speaks of. They stay where they are: a page moved away from
 * them falls silent.
 *
 * @param root what clips' paths are relative to; empty if the data is a table of vectors
 * @param folder the folder that the page will stand in
 */
public record ClipFiles(Optional<Path> root, Path folder) {
  public ClipFiles {
    root = root.map(path -> path.toAbsolutePath().normalize());
    folder = folder.toAbsolutePath().normalize();
  }

  /**
   * Of data as users name it.
   *
   * @param data a folder, a list of clips or a table
   * @param folder the folder that the page will stand in
   */
  public static ClipFiles of(Path data, Path folder) {
    if (DatasetLoader.isTable(data)) {
      return new ClipFiles(Optional.empty(), folder);
    }
    var absolute = data.toAbsolutePath();
    return new ClipFiles(
        Optional.of(Files.isDirectory(data) ? absolute : absolute.getParent()), folder);
  }

  /** A link from the page to a clip; empty if there is no such file. */
  public Optional<String> link(String clip) {
    return root.map(path -> path.resolve(clip).normalize())
        .filter(Files::isRegularFile)
        .map(file -> folder.relativize(file).toString())
        .map(path -> path.replace(folder.getFileSystem().getSeparator(), "/"))
        .map(ClipFiles::encoded);
  }

  private static String encoded(String path) {
    try {
      // Without the dot a colon in the first name would end a scheme.
      return new URI(null, null, "./" + path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
