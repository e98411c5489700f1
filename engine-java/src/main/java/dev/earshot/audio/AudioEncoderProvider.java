package dev.earshot.audio;

import dev.earshot.DataException;
import java.util.List;
import java.util.Optional;

/**
 * Makes encoders by name. Providers in other libraries are found by {@link
 * java.util.ServiceLoader}.
 */
public interface AudioEncoderProvider {
  /** The names that a user may type, such as {@code lld} or {@code onnx:FILE}. */
  List<String> names();

  /**
   * The encoders to try if a user names none, the one that computes least first: complete names
   * such as {@code mn04}, and {@code mn04#mid} for an output that suits other sounds.
   */
  default List<String> choices() {
    return List.of();
  }

  /**
   * Those of {@link #choices} that suit sounds of all kinds, best first: what is taken if there are
   * too few labels to compare them.
   */
  default List<String> forAnySound() {
    return choices();
  }

  /**
   * Makes the encoder of this name.
   *
   * @param name such as {@code lld}
   * @return the encoder, or nothing if this provider has none of this name
   * @throws DataException if this provider has the encoder but cannot make it
   */
  Optional<AudioEncoder> find(String name);

  /**
   * Where this provider has looked for an encoder that it does not have.
   *
   * @param name a name for which {@link #find} gives nothing
   * @return a few words, or nothing if it makes all its encoders itself
   */
  default Optional<String> whyNot(String name) {
    return Optional.empty();
  }
}
