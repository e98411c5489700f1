package dev.earshot.encoders;

import ai.onnxruntime.OrtEnvironment;
import dev.earshot.DataException;
import dev.earshot.file.NativeLibraries;
import dev.earshot.file.UserCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The native libraries of ONNX Runtime for this machine. */
final class Natives {
  private Natives() {}

  /**
   * Finds or unpacks them.
   *
   * @throws DataException if there are none for this machine
   */
  static NativeLibraries open() throws IOException {
    return open(UserCache.folder("natives"));
  }

  static NativeLibraries open(Path cache) throws IOException {
    return NativeLibraries.open("ONNX Runtime", libraries(), cache);
  }

  private static List<NativeLibraries.Library> libraries() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
    var platform =
        (system.contains("win") ? "win" : system.contains("mac") ? "osx" : "linux")
            + (arm ? "-aarch64" : "-x64");
    if (platform.equals("osx-x64")) {
      throw new DataException(
          "ONNX Runtime has no library for Macs with Intel processors: use encoder lld or logmel");
    }
    return List.of("onnxruntime", "onnxruntime4j_jni").stream()
        .map(name -> {
          var file = System.mapLibraryName(name);
          var resource =
              OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform + "/" + file);
          if (resource == null) {
            throw new DataException(
                "ONNX Runtime has no library for %s: use encoder lld or logmel"
                    .formatted(platform));
          }
          return new NativeLibraries.Library(file, resource);
        })
        .toList();
  }
}
