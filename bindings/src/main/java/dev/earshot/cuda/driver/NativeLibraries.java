package dev.earshot.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import jcuda.LibUtils;

/** Has JCuda load its native libraries from a folder that only this process can write to. */
public final class NativeLibraries {
  private static final String TEMPORARY = "java.io.tmpdir";

  /** The libraries that this process has loaded, which happens once. Guarded by itself. */
  private static final Set<String> LOADED = new HashSet<>();

  private NativeLibraries() {}

  /**
   * Loads a library. JCuda's own loader takes whatever file has the library's name in the temporary
   * folder, where another user may have put it. So the library goes into a new folder with a random
   * name and access for this user alone, JCuda takes that for the temporary folder while it loads,
   * and the folder is removed. What is loaded stays loaded.
   *
   * @param name such as {@code JCudaDriver-12.6.0}
   * @param user the class of JCuda that loads the library when it is initialised
   */
  public static void load(String name, Class<?> user) {
    synchronized (LOADED) {
      if (!LOADED.add(name)) {
        return;
      }
      String file = LibUtils.createLibraryFileName(LibUtils.createPlatformLibraryName(name));
      try (InputStream in = NativeLibraries.class.getResourceAsStream("/lib/" + file)) {
        // Only its owner can open, read or write a folder that this makes.
        Path folder = Files.createTempDirectory("earshot-");
        String before = System.getProperty(TEMPORARY);
        try {
          if (in != null) { // JCuda reports it when it does not find it either.
            Files.copy(in, folder.resolve(file));
          }
          System.setProperty(TEMPORARY, folder.toString());
          Class.forName(user.getName(), true, user.getClassLoader());
        } finally {
          System.setProperty(TEMPORARY, before);
          remove(folder);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file + " to the temporary folder", e);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Removes a folder with its files. If that fails, the library is loaded all the same. */
  private static void remove(Path folder) {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
