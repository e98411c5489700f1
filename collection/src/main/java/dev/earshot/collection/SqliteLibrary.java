package dev.earshot.collection;

import dev.earshot.DataException;
import dev.earshot.file.NativeLibraries;
import dev.earshot.file.UserCache;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/** Loads the native library of SQLite, when the first collection is opened. */
final class SqliteLibrary {
  private static final String FOLDER = "org.sqlite.lib.path";
  private static final AtomicBoolean LOADED = new AtomicBoolean();

  private SqliteLibrary() {}

  /**
   * Loads it. A folder in the system property {@value #FOLDER} is taken as it is.
   *
   * @throws DataException if there is none for this machine, or it cannot be loaded
   */
  static void load() {
    synchronized (LOADED) {
      if (LOADED.get()) {
        return;
      }
      try {
        if (System.getProperty(FOLDER) == null) {
          unpacked();
        } else {
          SQLiteJDBCLoader.initialize();
        }
        LOADED.set(true);
        // Of JDBC itself and of the loader: exceptions of any kind.
      } catch (Exception | LinkageError e) {
        throw new DataException(
            "SQLite cannot be loaded (%s): collections need another machine"
                .formatted(e.getMessage()),
            e);
      }
    }
  }

  private static void unpacked() throws Exception {
    var file = LibraryLoaderUtil.getNativeLibName();
    var resource =
        SQLiteJDBCLoader.class.getResource(
            LibraryLoaderUtil.getNativeLibResourcePath() + "/" + file);
    if (resource == null) {
      throw new IOException("it has no library for this system");
    }
    var library = new NativeLibraries.Library(file, resource);
    try (var natives =
        NativeLibraries.open("SQLite", List.of(library), UserCache.folder("natives"))) {
      System.setProperty(FOLDER, natives.folder().toString());
      SQLiteJDBCLoader.initialize();
    } finally {
      System.clearProperty(FOLDER);
    }
  }
}
