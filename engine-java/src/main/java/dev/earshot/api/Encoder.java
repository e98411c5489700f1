package dev.earshot.api;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.extract.Sessions;
import dev.earshot.audio.features.KnownEncoders;
import java.util.List;
import java.util.OptionalInt;

/**
 * Encodes sounds in an application. Any number of threads may use one encoder at once; a sound's
 * vector has the same bits in each.
 *
 * <pre>{@code
 * try (Encoder encoder = Encoder.open("mn04")) {
 *   float[] vector = encoder.encode(samples, 44_100);
 * }
 * }</pre>
 */
public final class Encoder implements AutoCloseable {
  private final AudioEncoder encoder;
  private final Sessions sessions;

  private Encoder(AudioEncoder encoder) {
    this.encoder = encoder;
    this.sessions = new Sessions(encoder);
  }

  /**
   * Opens an encoder.
   *
   * @param name such as {@code logmel}, {@code mn04#voices} or {@code logmel+lld}; a network needs
   *     module {@code encoders} on the path
   * @throws DataException if there is none of this name; the message lists the known names
   */
  public static Encoder open(String name) {
    return new Encoder(KnownEncoders.named(name));
  }

  /** The name that tables and models store: that of a network has a mark of its file. */
  public String name() {
    return encoder.name();
  }

  /** The name of each value of a vector, in order. */
  public List<String> columnNames() {
    return encoder.columnNames();
  }

  /** The number of values in a vector. */
  public int dimension() {
    return encoder.dimension();
  }

  /** The sample rate in Hz to which every sound is resampled, if there is one. */
  public OptionalInt sampleRate() {
    return encoder.sampleRate();
  }

  /**
   * Encodes a sound.
   *
   * @param samples amplitudes of one channel, with full scale at -1 and 1; they are not kept
   * @param sampleRate samples per second, {@link Waveform#LOWEST_RATE} to {@link
   *     Waveform#HIGHEST_RATE}; another rate than the encoder's own is resampled
   * @return {@link #dimension} finite values, in a new array
   * @throws DataException if a sample is not finite, the rate is out of range, or the sound is
   *     shorter than a frame of 25 ms
   */
  public float[] encode(float[] samples, int sampleRate) {
    return encode(new Waveform(samples, sampleRate));
  }

  /**
   * Encodes a sound.
   *
   * @return {@link #dimension} finite values, in a new array
   * @throws DataException if the sound is shorter than a frame of 25 ms
   */
  public float[] encode(Waveform sound) {
    return sessions.encode(sound);
  }

  /** Releases memory. The encoder can be used again afterwards. */
  @Override
  public void close() {
    sessions.close();
  }
}
