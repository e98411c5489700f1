package dev.earshot.audio;

import dev.earshot.DataException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

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
  /** The name by which it is found. */
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
   * The sample rate to which this encoder resamples every clip, if there is one. The engine then
   * resamples while it decodes, which needs less memory.
   */
  default OptionalInt sampleRate() {
    return OptionalInt.empty();
  }

  /**
   * This encoder and another one together, if they have work in common, such as two outputs of one
   * network.
   *
   * @param other any encoder
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

  /**
   * What is encoded of a clip. Every session asks this first, so that all encoders treat clips
   * without enough signal alike:
   *
   * <ul>
   *   <li>A clip that is shorter than one frame of 25 ms is refused.
   *   <li>A clip without signal, be it silent or a constant, is encoded as zeros of the same
   *       length. The engine notes it.
   *   <li>Every other clip is encoded as it is.
   * </ul>
   *
   * @param waveform the clip, of any sample rate
   * @return what to encode, at the same sample rate
   * @throws DataException if the clip is too short
   */
  static Waveform heard(Waveform waveform) {
    if (!waveform.hasFrame()) {
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
}
