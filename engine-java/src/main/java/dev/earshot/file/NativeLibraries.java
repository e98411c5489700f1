package dev.earshot.file;

import dev.earshot.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The native libraries of a jar as files. They are unpacked once, into a folder of the user's cache
 * that only this user may write, and their checksums are compared with those in the jar at each
 * start. Where that is not possible, a warning says so, and they are unpacked into a new folder
 * that is removed when they are loaded.
 *
 * @param folder where they are
 * @param temporary whether they are removed on closing
 */
public record NativeLibraries(Path folder, boolean temporary) implements AutoCloseable {
  private static final String PRIVATE = "rwx------";

  /**
   * A library in a jar.
   *
   * @param file the name of its file
   * @param resource where it is in the jar
   */
  public record Library(String file, URL resource) {
    /** The checksum that the jar states, or -1 if the library is not in a jar. */
    long crc() throws IOException {
      return resource.openConnection() instanceof JarURLConnection jar
          ? jar.getJarEntry().getCrc()
          : -1;
    }

    InputStream open() throws IOException {
      return resource.openStream();
    }
  }

  /**
   * Finds or unpacks libraries.
   *
   * @param product whose they are, such as {@code ONNX Runtime}; its letters without spaces name
   *     the folder
   * @param libraries all of them
   * @param cache the folder to keep them in, such as {@code UserCache.folder("natives")}
   * @throws IOException if they can be unpacked nowhere
   */
  public static NativeLibraries open(String product, List<Library> libraries, Path cache)
      throws IOException {
    try {
      return new NativeLibraries(kept(product, libraries, cache), false);
    } catch (IOException | DataException | UnsupportedOperationException e) {
      // A folder that cannot be written, or is not this user's alone.
      System.getLogger(NativeLibraries.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "{0} cannot keep the libraries of {1} ({2}): they are unpacked at each start",
              cache,
              product,
              e.getMessage());
      var folder = Files.createTempDirectory("earshot-");
      for (var library : libraries) {
        try (var in = library.open()) {
          Files.copy(in, folder.resolve(library.file()));
        }
      }
      return new NativeLibraries(folder, true);
    }
  }

  /** The folder of the cache, whose name has the libraries' checksums. */
  private static Path kept(String product, List<Library> libraries, Path cache) throws IOException {
    Map<Library, Long> sums = new LinkedHashMap<>();
    var name = new StringBuilder(product.toLowerCase(Locale.ROOT).replace(" ", ""));
    for (var library : libraries) {
      long crc = library.crc();
      if (crc < 0) {
        throw new IOException("not in a jar");
      }
      sums.put(library, crc);
      name.append(String.format(Locale.ROOT, "-%08x", crc));
    }
    var folder = cache.resolve(name.toString());
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(cache);
      Files.createDirectories(
          folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
    }
    requirePrivate(folder);
    for (var library : sums.entrySet()) {
      var file = folder.resolve(library.getKey().file());
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || crc(file) != library.getValue()) {
        try (var in = library.getKey().open()) {
          AtomicFile.write(file, in::transferTo);
        }
      }
    }
    return folder;
  }

  private static void requirePrivate(Path folder) throws IOException {
    Set<PosixFilePermission> allowed =
        Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
    boolean ours =
        Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS)
            .equals(Files.getOwner(Path.of(System.getProperty("user.home"))));
    if (!allowed.equals(PosixFilePermissions.fromString(PRIVATE)) || !ours) {
      throw new IOException("not private");
    }
  }

  private static long crc(Path file) throws IOException {
    var crc = new CRC32();
    var piece = new byte[1 << 20];
    try (var in = Files.newInputStream(file)) {
      for (int count; (count = in.read(piece)) >= 0; ) {
        crc.update(piece, 0, count);
      }
    }
    return crc.getValue();
  }

  /** Removes a temporary folder; Windows allows it only when the program has ended. */
  @Override
  public void close() throws IOException {
    if (!temporary) {
      return;
    }
    // The last that is told to be deleted goes first.
    folder.toFile().deleteOnExit();
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        file.toFile().deleteOnExit();
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (AccessDeniedException e) {
      // In use: it goes when the program ends.
    }
  }
}
