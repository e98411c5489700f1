package dev.earshot.audio;

import dev.earshot.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns sound into a vector of fixed length. An encoder is immutable, so threads may use the same
 * one. Each thread needs its own {@link Session}.
 *
 * <ul>
 *   <li>{@code lld}: 33 low-level descriptors x mean, maximum, standard deviation, skewness and
 *       excess kurtosis, in blocks of 33: 165 values.
 *   <li>{@code logmel}: mean, then standard deviation, over all frames of the 64 bands of the
 *       log-mel spectrogram that is the input of VGGish: 128 values.
 *   <li>Others come from an {@link AudioEncoderProvider}.
 *   <li>{@code A+B}: the values of encoder A, then those of B.
 * </ul>
 */
public interface AudioEncoder {
  /** The name by which {@link #named} finds this encoder. */
  String name();

  /**
   * Another text whenever clips may be encoded to other values than before under the same name.
   * Features of earlier versions are then not used again.
   */
  default String version() {
    return "1";
  }

  /** The name of each value of a vector, in order. All names are distinct. */
  List<String> columnNames();

  /** The number of values in a vector. */
  default int dimension() {
    return columnNames().size();
  }

  /**
   * The sample rate to which this encoder resamples every clip, if there is one. {@link
   * FeatureExtractor} then resamples while it decodes, which needs less memory.
   */
  default OptionalInt sampleRate() {
    return OptionalInt.empty();
  }

  /**
   * This encoder and another one together, if they have work in common, such as two outputs of one
   * network.
   *
   * @return an encoder whose vectors have the values of this one, then those of the other, with the
   *     same bits; empty if that would save nothing
   */
  default Optional<AudioEncoder> with(AudioEncoder other) {
    return Optional.empty();
  }

  /** Opens a new session, for one thread. */
  Session open();

  /**
   * Encodes clips one after another and reuses its plans and buffers. Only one thread may use a
   * session at a time.
   */
  interface Session extends AutoCloseable {
    /**
     * Encodes a clip of any sample rate. The clip is resampled if necessary.
     *
     * @param waveform the clip
     * @return {@link AudioEncoder#dimension} finite values, in a new array
     * @throws DataException if the clip is too short, or a value would not be finite
     */
    float[] encode(Waveform waveform);

    /** Releases the session's memory outside the Java heap, if there is any. */
    @Override
    default void close() {}
  }

  /**
   * Checks a vector that a session is about to return.
   *
   * @param vector the values
   * @param columnNames their names
   * @throws DataException if a value is not finite; the message names the first
   */
  static void requireFinite(float[] vector, List<String> columnNames) {
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new DataException(
            "feature %s is %s: expected a finite number, so check the clip or leave it out"
                .formatted(columnNames.get(i), vector[i]));
      }
    }
  }

  /** The encoders of this package, which need no file. */
  static List<AudioEncoder> builtIn() {
    var provider = new BuiltInEncoders();
    return provider.names().stream().flatMap(name -> provider.find(name).stream()).toList();
  }

  /**
   * What is encoded of a clip. Every session asks this first, so that all encoders treat clips
   * without enough signal alike:
   *
   * <ul>
   *   <li>A clip that is shorter than one frame of 25 ms is refused.
   *   <li>A clip without signal, be it silent or a constant, is encoded as zeros of the same
   *       length. {@link FeatureExtractor} notes it.
   *   <li>Every other clip is encoded as it is.
   * </ul>
   *
   * @param waveform the clip, of any sample rate
   * @return what to encode, at the same sample rate
   * @throws DataException if the clip is too short
   */
  static Waveform heard(Waveform waveform) {
    long samples =
        Math.ceilDiv(
            (long) waveform.samples().length * FrameSpectrum.SAMPLE_RATE, waveform.sampleRate());
    if (samples < FrameSpectrum.FRAME) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the clip lasts %.1f ms: expected at least one frame of 25 ms, so leave it out",
              1000 * waveform.seconds()));
    }
    return waveform.hasSignal()
        ? waveform
        : new Waveform(new float[waveform.samples().length], waveform.sampleRate());
  }

  /**
   * Finds an encoder by its name.
   *
   * @param name such as {@code lld} or {@code logmel+lld}
   * @return the encoder of this name
   * @throws DataException if there is none; the message lists the known names
   */
  static AudioEncoder named(String name) {
    var providers = providers();
    return name.contains(JoinedEncoder.PLUS)
        ? new JoinedEncoder(
            Stream.of(name.split(Pattern.quote(JoinedEncoder.PLUS), -1))
                .map(part -> find(part, providers))
                .toList())
        : find(name, providers);
  }

  /**
   * The names of the encoders that are here to be tried: those of this package, then the networks
   * on this machine.
   */
  static List<String> choices() {
    return providers().stream().flatMap(provider -> provider.choices().stream()).toList();
  }

  /** See {@link AudioEncoderProvider#forAnySound}. Those of other libraries come first. */
  static List<String> forAnySound() {
    return providers().reversed().stream()
        .flatMap(provider -> provider.forAnySound().stream())
        .toList();
  }

  private static List<AudioEncoderProvider> providers() {
    List<AudioEncoderProvider> providers = new ArrayList<>();
    providers.add(new BuiltInEncoders());
    // Not the thread's context class loader: in a server or a plugin it may know other classes.
    ServiceLoader.load(AudioEncoderProvider.class, AudioEncoder.class.getClassLoader())
        .forEach(providers::add);
    return providers;
  }

  private static AudioEncoder find(String name, List<AudioEncoderProvider> providers) {
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
    var reasons =
        providers.stream()
            .flatMap(provider -> provider.whyNot(name).stream())
            .map(" (%s)"::formatted)
            .collect(Collectors.joining());
    throw new DataException(
        "there is no encoder '%s'%s: choose one of %s".formatted(name, reasons, known));
  }
}
