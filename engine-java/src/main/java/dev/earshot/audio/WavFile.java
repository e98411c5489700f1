package dev.earshot.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The RIFF/WAVE format. {@link AudioFile} reads it, and this class writes it. */
public final class WavFile {
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FMT_BYTES = 16;
  private static final int EXTENSIBLE_FMT_BYTES = 40;
  private static final int SUBFORMAT_AT = 24;

  /** Programs that write to a pipe do not know the size. They write this value, or a larger one. */
  private static final long UNKNOWN_SIZE = 0x7FFF_0000L;

  private WavFile() {}

  /**
   * Writes a file of 16-bit PCM with one channel. Amplitudes beyond full scale are clipped. The
   * file is written under another name and then renamed, so it appears complete or not at all.
   *
   * @param path the file
   * @param waveform the sound
   * @throws AudioException if the file cannot be written or a sample is not finite
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
      throw new AudioException(path + ": cannot be written (" + e + "): check the folder", e);
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
      requireNumber(samples[i], i);
      out.putShort((short) Math.round(Math.clamp(samples[i], -1f, 1f) * Short.MAX_VALUE));
    }
    return out.array();
  }

  /** Decodes the RIFF stream that starts at {@code start}. Error messages do not name the file. */
  static Waveform decode(byte[] bytes, int start) {
    var in =
        ByteBuffer.wrap(bytes, start, bytes.length - start).slice().order(ByteOrder.LITTLE_ENDIAN);
    if (in.limit() < RIFF_HEADER || !text(in, 8).equals("WAVE")) {
      throw corrupt("it starts like a RIFF file but has no WAVE header");
    }
    Format format = null;
    long at = RIFF_HEADER;
    while (at + CHUNK_HEADER <= in.limit()) {
      int body = (int) at + CHUNK_HEADER;
      long size = Integer.toUnsignedLong(in.getInt(body - 4));
      switch (text(in, (int) at)) {
        case "fmt " -> format = Format.read(in, body, size);
        case "data" -> {
          if (format == null) {
            throw corrupt("its data come before its fmt chunk");
          }
          return format.decode(in, body, dataBytes(in, body, size, format));
        }
        default -> {
          // Other chunks, such as names or cue points, hold no sound.
        }
      }
      at = body + size + (size & 1);
    }
    throw corrupt("it has no data chunk");
  }

  private static int dataBytes(ByteBuffer in, int body, long size, Format format) {
    int present = in.limit() - body;
    boolean headerNeverFinished = Integer.toUnsignedLong(in.getInt(4)) + 8 != in.limit();
    if (size == 0 && headerNeverFinished || size > present && size >= UNKNOWN_SIZE) {
      return present;
    }
    if (size > present) {
      throw corrupt(
          "cut short, with %.2f of the %.2f seconds that its header promises"
              .formatted(format.seconds(present), format.seconds(size)));
    }
    return (int) size;
  }

  private record Format(boolean floating, int channels, int sampleRate, int bytesPerSample) {
    static Format read(ByteBuffer in, int at, long size) {
      if (size < FMT_BYTES || at + size > in.limit()) {
        throw corrupt("its fmt chunk is incomplete");
      }
      int tag = Short.toUnsignedInt(in.getShort(at));
      if (tag == EXTENSIBLE && size >= EXTENSIBLE_FMT_BYTES) {
        tag = Short.toUnsignedInt(in.getShort(at + SUBFORMAT_AT));
      }
      int channels = Short.toUnsignedInt(in.getShort(at + 2));
      int rate = in.getInt(at + 4);
      int blockBytes = Short.toUnsignedInt(in.getShort(at + 12));
      int bits = Short.toUnsignedInt(in.getShort(at + 14));
      if (channels == 0 || rate <= 0 || blockBytes % channels != 0) {
        throw corrupt(
            "its header claims %d channels, %d Hz and %d bytes for each instant"
                .formatted(channels, rate, blockBytes));
      }
      // Samples of, for example, 20 bits are left-justified in 24. The container sets the scale.
      int bytesPerSample = blockBytes / channels;
      boolean readable =
          switch (tag) {
            case PCM -> bytesPerSample >= 1 && bytesPerSample <= 4 && bits <= 8 * bytesPerSample;
            case FLOAT -> bytesPerSample == Float.BYTES || bytesPerSample == Double.BYTES;
            default -> false;
          };
      if (!readable) {
        throw new AudioException(
            "is a WAV file of format %d with %d bits: expected PCM (8 to 32 bits) or float (32, 64),"
                    .formatted(tag, bits)
                + " so convert it");
      }
      return new Format(tag == FLOAT, channels, rate, bytesPerSample);
    }

    double seconds(long bytes) {
      return (double) bytes / channels / bytesPerSample / sampleRate;
    }

    Waveform decode(ByteBuffer in, int at, int bytes) {
      var samples = new float[bytes / (channels * bytesPerSample)];
      // Samples of eight bits are unsigned, with 128 for silence. All others are signed.
      double full = bytesPerSample == 1 ? 127 : (1L << 8 * bytesPerSample - 1) - 1;
      double scale = 1 / ((floating ? 1 : full) * channels);
      for (int i = 0; i < samples.length; i++) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          sum += sample(in, at);
          at += bytesPerSample;
        }
        samples[i] = (float) (sum * scale);
        requireNumber(samples[i], i);
      }
      return new Waveform(samples, sampleRate);
    }

    private double sample(ByteBuffer in, int at) {
      return switch (bytesPerSample) {
        case 1 -> Byte.toUnsignedInt(in.get(at)) - 128;
        case 2 -> in.getShort(at);
        case 3 -> in.getShort(at + 1) << 8 | Byte.toUnsignedInt(in.get(at));
        case 4 -> floating ? in.getFloat(at) : in.getInt(at);
        default -> in.getDouble(at);
      };
    }
  }

  private static void requireNumber(float sample, int index) {
    if (!Float.isFinite(sample)) {
      throw new AudioException(
          "has sample " + index + " = " + sample + ": expected finite numbers, so export it again");
    }
  }

  private static AudioException corrupt(String detail) {
    return new AudioException("is a damaged WAV file (" + detail + "): copy or export it again");
  }

  private static String text(ByteBuffer in, int at) {
    var four = new byte[4];
    in.get(at, four);
    return new String(four, StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
