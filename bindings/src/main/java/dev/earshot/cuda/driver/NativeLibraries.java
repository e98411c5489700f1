package dev.earshot.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import jcuda.LibUtils;

/** Puts JCuda's native libraries where JCuda's own loader looks for them. */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * JCuda's loader writes a library into the temporary folder unless a file of that name exists,
   * and loads it. Two processes that start together could load half a file, and the half file of a
   * killed process would stay. So the file is written under another name and moved into place.
   *
   * @param name such as {@code JCudaDriver-12.6.0}
   */
  public static void extract(String name) {
    String file = LibUtils.createLibraryFileName(name);
    Path target = Path.of(System.getProperty("java.io.tmpdir"), file);
    try (InputStream in = NativeLibraries.class.getResourceAsStream("/lib/" + file)) {
      if (in == null) {
        return; // JCuda reports it when it does not find it either.
      }
      byte[] library = in.readAllBytes();
      if (Files.exists(target) && Files.size(target) == library.length) {
        return;
      }
      Path part = Files.createTempFile(target.getParent(), file, ".part");
      try {
        Files.write(part, library);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException alreadyThere) {
        Files.delete(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target, e);
    }
  }
}
