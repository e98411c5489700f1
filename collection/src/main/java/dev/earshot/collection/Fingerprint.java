package dev.earshot.collection;

import dev.earshot.Windows;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.windows.WindowReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What tells whether two recordings share sound. The arrays are not copied and must not be changed
 * afterwards.
 *
 * @param sound the SHA-256 of its samples in hexadecimal, mono at {@link BandBits#RATE}
 * @param rate the sample rate of its file in Hz
 * @param frames the {@link BandBits} of its sound
 */
public record Fingerprint(String sound, int rate, int[] frames) {
  /** Sound is read in short pieces: less than half of one is left out at its end. */
  private static final Windows PIECES = Windows.of(0.1);

  /**
   * Listens to a recording.
   *
   * @throws dev.earshot.DataException if it cannot be read
   */
  static Fingerprint of(Path file, SoundDecoders decoders) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    var frames = IntStream.builder();
    var bits = new BandBits(frames::add);
    var recording =
        new WindowReader(PIECES, OptionalInt.of(BandBits.RATE), decoders)
            .read(
                file,
                piece -> {
                  float[] samples = piece.sound().samples();
                  var bytes = ByteBuffer.allocate(samples.length * Float.BYTES);
                  bytes.asFloatBuffer().put(samples);
                  digest.update(bytes);
                  bits.accept(samples);
                });
    bits.finish();
    return new Fingerprint(
        HexFormat.of().formatHex(digest.digest()),
        recording.sampleRate(),
        frames.build().toArray());
  }

  /** The frames as bytes. */
  byte[] bytes() {
    var bytes = ByteBuffer.allocate(frames.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(frames);
    return bytes.array();
  }

  /** The frames of bytes. */
  static int[] frames(byte[] bytes) {
    var frames = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(frames);
    return frames;
  }
}
