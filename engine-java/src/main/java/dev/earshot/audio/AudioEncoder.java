package dev.earshot.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Turns sound into a vector of fixed length. Immutable: threads may share one, each with its own
 * {@link Session}.
 *
 * <ul>
 *   <li>{@code lld}: 33 low-level descriptors x mean, maximum, standard deviation, skewness and
 *       excess kurtosis, in blocks of 33: 165 values.
 *   <li>{@code logmel}: mean, then standard deviation, over all frames of the 64 bands of the
 *       log-mel spectrogram that VGGish starts from: 128 values.
 *   <li>others, by {@link AudioEncoderProvider}.
 * </ul>
 */
public interface AudioEncoder {
  /** The name under which {@link #named} finds it. */
  String name();

  /** One name for each value of a vector, in order, all distinct. */
  List<String> columnNames();

  /** Length of a vector. */
  default int dimension() {
    return columnNames().size();
  }

  /** A new working object for one thread. */
  Session open();

  /** Holds plans and buffers from clip to clip. For one thread at a time. */
  interface Session extends AutoCloseable {
    /**
     * The vector of a clip of any rate; it is resampled where need be.
     *
     * @return {@link AudioEncoder#dimension} finite values, the caller's to keep
     * @throws AudioException if the clip is too short
     */
    float[] encode(Waveform waveform);

    /** Gives back what the session holds outside the heap, if anything. */
    @Override
    default void close() {}
  }

  /**
   * The encoder of this name.
   *
   * @throws AudioException listing the known names if there is none
   */
  static AudioEncoder named(String name) {
    List<AudioEncoderProvider> providers = new ArrayList<>();
    providers.add(new BuiltInEncoders());
    // Not by the thread's context class loader: in a server or a plugin that knows other classes.
    ServiceLoader.load(AudioEncoderProvider.class, AudioEncoder.class.getClassLoader())
        .forEach(providers::add);
    for (var provider : providers) {
      var encoder = provider.find(name);
      if (encoder.isPresent()) {
        return encoder.get();
      }
    }
    var known =
        providers.stream()
            .flatMap(provider -> provider.names().stream())
            .sorted()
            .collect(Collectors.joining(", "));
    throw new AudioException("there is no encoder '" + name + "': choose one of " + known);
  }
}
