package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.Waveform;
import java.util.Optional;
import java.util.Set;

/** Apple's Core Audio Format, version 1, with samples that are not compressed or little. */
final class CafDecoder implements SoundDecoder {
  private static final int FILE_HEADER = 8;
  private static final int CHUNK_HEADER = 12;
  private static final int DESCRIPTION_BYTES = 32;
  private static final int PACKETS_BYTES = 24;
  private static final int EDIT_COUNT_BYTES = 4;
  private static final int FLAG_FLOAT = 1;
  private static final int FLAG_LITTLE = 2;
  private static final long REST_OF_FILE = -1;

  /** What the chunk desc states. */
  private record Description(SampleCoding coding, int sampleRate) {}

  @Override
  public String name() {
    return SoundDecoders.BUILT_IN;
  }

  @Override
  public Set<AudioKind> kinds() {
    return Set.of(AudioKind.CAF);
  }

  @Override
  public int rank() {
    return SoundDecoders.BUILT_IN_RANK;
  }

  /** How samples are coded. The description is always the first chunk. */
  static String coding(SoundInput in) {
    return in.text(FILE_HEADER + CHUNK_HEADER + 8, 4);
  }

  /** Whether samples that are coded so are read. */
  static boolean isRead(String coding) {
    return Set.of("lpcm", "alaw", "ulaw", "ima4").contains(coding);
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) {
    var numbers = new ByteOrdered(in, true);
    in.advance(FILE_HEADER);
    Optional<Description> description = Optional.empty();
    long instants = Long.MAX_VALUE;
    while (in.ensure(CHUNK_HEADER) >= CHUNK_HEADER) {
      var name = in.text(4);
      long size = numbers.int64(4);
      in.advance(CHUNK_HEADER);
      if (name.equals("data")) {
        var known = description.orElseThrow(() -> corrupt("its data come before its description"));
        decodeData(in, known, size, instants, sink);
        return;
      }
      if (size < 0) {
        throw corrupt("its chunk '%s' has %s bytes".formatted(name.strip(), size));
      }
      if (name.equals("desc")) {
        description = Optional.of(description(numbers, size));
      }
      if (name.equals("pakt") && size >= PACKETS_BYTES && in.ensure(PACKETS_BYTES) > 0) {
        long valid = numbers.int64(8);
        instants = valid > 0 ? valid : Long.MAX_VALUE;
      }
      in.skip(size);
    }
    throw corrupt("it has no data chunk");
  }

  private static void decodeData(
      SoundInput in, Description description, long size, long instants, SoundSink sink) {
    boolean stated = size != REST_OF_FILE;
    if (stated && size < EDIT_COUNT_BYTES) {
      throw corrupt("its data chunk is incomplete");
    }
    in.skip(EDIT_COUNT_BYTES);
    boolean padded = description.coding().blockInstants() > 1;
    new SampleChunk("CAF", description.coding(), description.sampleRate())
        .decode(
            in,
            stated ? size - EDIT_COUNT_BYTES : Long.MAX_VALUE,
            stated,
            padded ? instants : Long.MAX_VALUE,
            sink);
  }

  private static Description description(ByteOrdered in, long size) {
    if (size < DESCRIPTION_BYTES || in.in().ensure(DESCRIPTION_BYTES) < DESCRIPTION_BYTES) {
      throw corrupt("its description is incomplete");
    }
    double exact = Double.longBitsToDouble(in.int64(0));
    int rate = exact >= 0 && exact < Integer.MAX_VALUE ? (int) Math.round(exact) : -1;
    var coded = in.in().text(8, 4);
    int flags = in.int32(12);
    long packetBytes = in.unsigned32(16);
    long channels = in.unsigned32(24);
    long bits = in.unsigned32(28);
    Waveform.requireRate(rate);
    if (channels < 1 || channels > SoundFormat.MOST_CHANNELS) {
      throw corrupt(
          "its header claims %s channels: expected 1 to %s"
              .formatted(channels, SoundFormat.MOST_CHANNELS));
    }
    int count = (int) channels;
    SampleCoding coding =
        switch (coded) {
          case "lpcm" -> pcm(flags, count, packetBytes, bits);
          case "alaw" -> new PcmCoding(PcmCoding.Type.A_LAW, count, 1, true);
          case "ulaw" -> new PcmCoding(PcmCoding.Type.MU_LAW, count, 1, true);
          case "ima4" -> new ImaAppleCoding(count);
          default ->
              throw new DataException(
                  "is a CAF file with samples coded as '%s': convert it to WAV or FLAC"
                      .formatted(coded));
        };
    return new Description(coding, rate);
  }

  private static PcmCoding pcm(int flags, int channels, long packetBytes, long bits) {
    boolean floating = (flags & FLAG_FLOAT) != 0;
    long bytes = packetBytes / channels;
    boolean possible =
        packetBytes % channels == 0
            && bits <= 8 * bytes
            && (floating
                ? bytes == Float.BYTES || bytes == Double.BYTES
                : bytes >= 1 && bytes <= Integer.BYTES);
    if (!possible) {
      throw corrupt(
          "its header claims %s channels of %s bits in %s bytes"
              .formatted(channels, bits, packetBytes));
    }
    var type = floating ? PcmCoding.Type.FLOAT : PcmCoding.Type.SIGNED;
    return new PcmCoding(type, channels, (int) bytes, (flags & FLAG_LITTLE) == 0);
  }

  private static DataException corrupt(String detail) {
    return SampleChunk.corrupt("CAF", detail);
  }
}
