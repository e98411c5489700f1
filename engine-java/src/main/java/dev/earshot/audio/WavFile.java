package dev.earshot.audio;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/** The RIFF/WAVE format. {@link AudioFile} reads it, and this class writes it. */
public final class WavFile {
  private static final int PCM = 1;
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FMT_BYTES = 16;

  /** Programs that write to a pipe do not know the size. They write this value, or a larger one. */
  private static final long UNKNOWN_SIZE = 0x7FFF_0000L;

  /** Some recorders state a few samples more than they write. A clip that lost more is damaged. */
  private static final double MOST_MISSING_SECONDS = 1;

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
    var bytes = encode(waveform);
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

  private static byte[] encode(Waveform waveform) {
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

  /**
   * Decodes a RIFF stream. Error messages do not name the file.
   *
   * @param in is at the stream's start
   * @param sink gets the sound
   */
  static void decode(SoundInput in, ClipSink sink) {
    if (in.ensure(RIFF_HEADER) < RIFF_HEADER || !in.text(RIFF_HEADER).endsWith("WAVE")) {
      throw corrupt("it starts like a RIFF file but has no WAVE header");
    }
    long claimedEnd = in.position() + CHUNK_HEADER + Integer.toUnsignedLong(in.littleInt(4));
    in.advance(RIFF_HEADER);
    Optional<WavFormat> format = Optional.empty();
    while (in.ensure(CHUNK_HEADER) >= CHUNK_HEADER) {
      var name = in.text(4);
      long size = Integer.toUnsignedLong(in.littleInt(4));
      in.advance(CHUNK_HEADER);
      if (name.equals("data")) {
        var known = format.orElseThrow(() -> corrupt("its data come before its fmt chunk"));
        decodeData(in, known, size, claimedEnd, sink);
        return;
      }
      if (name.equals("fmt ")) {
        format = Optional.of(WavFormat.read(in, size));
      }
      // Other chunks, such as names or cue points, hold no sound.
      in.skip(size + (size & 1));
    }
    throw corrupt("it has no data chunk");
  }

  private static void decodeData(
      SoundInput in, WavFormat format, long size, long claimedEnd, ClipSink sink) {
    long begin = in.position();
    boolean unfinished = size == 0 || size >= UNKNOWN_SIZE;
    long toRead = size == 0 ? Long.MAX_VALUE : size;
    if (in.size() == SoundInput.UNKNOWN_SIZE) {
      sink.start(format.sampleRate(), unfinished ? 0 : format.instants(size), 0);
    } else {
      // A file that is being written may be longer by now than it was.
      long most = format.instants(Math.max(0, Math.min(toRead, in.size() - begin)));
      sink.start(format.sampleRate(), most, most);
    }
    format.decode(in, toRead, sink);
    if (size == 0 && in.position() > begin) {
      in.skip(Long.MAX_VALUE);
      if (in.position() == claimedEnd) {
        // The header was finished, so what follows the empty data are other chunks.
        throw new DataException(ClipSink.NO_SAMPLES);
      }
    }
    long present = in.position() - begin;
    if (!unfinished && present < size) {
      long missing = size - present;
      if (missing > present || format.seconds(missing) > MOST_MISSING_SECONDS) {
        throw corrupt(
            String.format(
                Locale.ROOT,
                "cut short: %s of the %s bytes of sound that its header states are missing, %.3f s",
                missing,
                size,
                format.seconds(missing)));
      }
      sink.note(ClipNote.CUT_SHORT);
    }
  }

  static DataException corrupt(String detail) {
    return new DataException("is a damaged WAV file (" + detail + "): copy or export it again");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
