package dev.earshot.audio;

import java.util.List;
import java.util.Optional;

/**
 * Makes encoders by name; those of other libraries are found by {@link java.util.ServiceLoader}.
 */
public interface AudioEncoderProvider {
  /** What a person may type, such as {@code lld} or {@code onnx:FILE}. */
  List<String> names();

  /**
   * The encoder of this name, or nothing if it is not one of this provider's.
   *
   * @throws AudioException if it is one of them but cannot be made
   */
  Optional<AudioEncoder> find(String name);
}
