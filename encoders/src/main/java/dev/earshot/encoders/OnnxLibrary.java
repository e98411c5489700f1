package dev.earshot.encoders;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.earshot.DataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Loads the native libraries of ONNX Runtime, when the first network is opened. */
final class OnnxLibrary {
  private static final String FOLDER = "onnxruntime.native.path";

  /** Holds the library when it is loaded, which happens once. Guarded by itself. */
  private static final List<OrtEnvironment> LOADED = new ArrayList<>();

  private OnnxLibrary() {}

  /**
   * Gives the library. A folder in the system property {@value #FOLDER} is taken as it is.
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
    try (var natives = Natives.open()) {
      System.setProperty(FOLDER, natives.folder().toString());
      return start();
    } finally {
      System.clearProperty(FOLDER);
    }
  }
}
