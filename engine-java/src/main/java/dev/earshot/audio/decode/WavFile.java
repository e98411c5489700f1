package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The RIFF/WAVE format. {@link SoundReader} reads it, and this class writes it. */
public final class WavFile {
  private static final int PCM = 1;
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FMT_BYTES = 16;

  private WavFile() {}

  /**
   * Writes a file of 16-bit PCM with one channel. Amplitudes beyond full scale are clipped. The
   * file is written under another name and then renamed, so it appears complete or not at all.
   *
   * @param path the file
   * @param waveform the sound
   * @throws DataException if the file cannot be written
   */
  public static void write(Path path, Waveform waveform) {
    var bytes = bytes(waveform);
    var beside = path.resolveSibling(".%s.earshot-tmp".formatted(path.getFileName()));
    try {
      try {
        Files.write(beside, bytes);
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new DataException(path + ": cannot be written (" + e + "): check the folder", e);
    }
  }

  /** The bytes of the file that {@link #write} writes. */
  public static byte[] bytes(Waveform waveform) {
    var samples = waveform.samples();
    int size = Math.multiplyExact(samples.length, Short.BYTES);
    int header = RIFF_HEADER + CHUNK_HEADER + FMT_BYTES + CHUNK_HEADER;
    var out = ByteBuffer.allocate(Math.addExact(header, size)).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(header + size - CHUNK_HEADER).put(ascii("WAVE"));
    out.put(ascii("fmt ")).putInt(FMT_BYTES).putShort((short) PCM).putShort((short) 1);
    out.putInt(waveform.sampleRate()).putInt(waveform.sampleRate() * Short.BYTES);
    out.putShort((short) Short.BYTES).putShort((short) Short.SIZE);
    out.put(ascii("data")).putInt(size);
    for (int i = 0; i < samples.length; i++) {
      out.putShort((short) Math.round(Math.clamp(samples[i], -1f, 1f) * Short.MAX_VALUE));
    }
    return out.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
