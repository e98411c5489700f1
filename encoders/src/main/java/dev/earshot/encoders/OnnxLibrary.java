package dev.earshot.encoders;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.earshot.DataException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Loads the native libraries of ONNX Runtime, when the first network is opened. */
final class OnnxLibrary {
  private static final String FOLDER = "onnxruntime.native.path";

  /** Holds the library when it is loaded, which happens once. Guarded by itself. */
  private static final List<OrtEnvironment> LOADED = new ArrayList<>();

  private OnnxLibrary() {}

  /**
   * Gives the library. Its files are unpacked to a new folder with access for this user alone, and
   * removed when they are loaded. A folder in the system property {@value #FOLDER} is taken as it
   * is.
   *
   * @throws DataException if it has none for this machine, or it cannot be loaded
   */
  static OrtEnvironment environment() {
    synchronized (LOADED) {
      if (LOADED.isEmpty()) {
        try {
          LOADED.add(System.getProperty(FOLDER) == null ? unpacked() : start());
        } catch (IOException | LinkageError e) {
          throw new DataException(
              "ONNX Runtime cannot be loaded (%s): use encoder lld or logmel, or another machine"
                  .formatted(OnnxNetwork.reason(e)),
              e);
        }
      }
      return LOADED.getFirst();
    }
  }

  private static OrtEnvironment start() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "earshot");
  }

  private static OrtEnvironment unpacked() throws IOException {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
    var platform =
        (system.contains("win") ? "win" : system.contains("mac") ? "osx" : "linux")
            + (arm ? "-aarch64" : "-x64");
    if (platform.equals("osx-x64")) {
      throw new DataException(
          "ONNX Runtime has no library for Macs with Intel processors: use encoder lld or logmel");
    }
    var folder = Files.createTempDirectory("earshot-");
    try {
      for (var name : List.of("onnxruntime", "onnxruntime4j_jni")) {
        var file = System.mapLibraryName(name);
        var resource = "/ai/onnxruntime/native/" + platform + "/" + file;
        try (var in = OrtEnvironment.class.getResourceAsStream(resource)) {
          if (in == null) {
            throw new DataException(
                "ONNX Runtime has no library for %s: use encoder lld or logmel"
                    .formatted(platform));
          }
          Files.copy(in, folder.resolve(file));
        }
      }
      System.setProperty(FOLDER, folder.toString());
      return start();
    } finally {
      System.clearProperty(FOLDER);
      remove(folder);
    }
  }

  /** Removes the folder; Windows allows it only when the program has ended. */
  private static void remove(Path folder) throws IOException {
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
