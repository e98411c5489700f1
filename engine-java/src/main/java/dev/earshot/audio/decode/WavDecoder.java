package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import java.util.Optional;
import java.util.Set;

/**
 * WAV, and its relatives for large files (RF64 and BW64: EBU Tech 3306, ITU-R BS.2088) and for the
 * other byte order (RIFX).
 */
final class WavDecoder implements SoundDecoder {
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int SIZES_BYTES = 24;
  private static final int DATA_SIZE_AT = 8;

  /** Programs that write to a pipe do not know the size. They write this value, or a larger one. */
  private static final long UNKNOWN_SIZE = 0x7FFF_0000L;

  /** In RF64 and BW64 this means that the size stands in another chunk. */
  private static final long SIZE_ELSEWHERE = 0xFFFF_FFFFL;

  @Override
  public String name() {
    return SoundDecoders.BUILT_IN;
  }

  @Override
  public Set<AudioKind> kinds() {
    return Set.of(AudioKind.WAV);
  }

  @Override
  public int rank() {
    return SoundDecoders.BUILT_IN_RANK;
  }

  /** The tag of the fmt chunk, if it is so near to the start that it can be looked at. */
  static Optional<Integer> tag(SoundInput in) {
    var numbers = new ByteOrdered(in, in.startsWith("RIFX"));
    int ahead = in.ensure(SoundInput.WINDOW);
    for (long at = RIFF_HEADER; at + CHUNK_HEADER + 2 <= ahead; ) {
      long size = numbers.unsigned32((int) at + 4);
      if (in.text((int) at, 4).equals("fmt ")) {
        int from = (int) at + CHUNK_HEADER;
        return Optional.of(WavFormat.tag(numbers, from, Math.min(size, ahead - from)));
      }
      at += CHUNK_HEADER + size + (size & 1);
    }
    return Optional.empty();
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) {
    if (in.ensure(RIFF_HEADER) < RIFF_HEADER || !in.text(RIFF_HEADER).endsWith("WAVE")) {
      throw corrupt("it starts like a RIFF file but has no WAVE header");
    }
    var numbers = new ByteOrdered(in, in.startsWith("RIFX"));
    boolean large = in.startsWith("RF64") || in.startsWith("BW64");
    long claimedEnd = in.position() + CHUNK_HEADER + numbers.unsigned32(4);
    in.advance(RIFF_HEADER);
    Optional<WavFormat> format = Optional.empty();
    long largeSize = 0;
    long instants = Long.MAX_VALUE;
    while (in.ensure(CHUNK_HEADER) >= CHUNK_HEADER) {
      var name = in.text(4);
      long size = numbers.unsigned32(4);
      in.advance(CHUNK_HEADER);
      switch (name) {
        case "data" -> {
          var known = format.orElseThrow(() -> corrupt("its data come before its fmt chunk"));
          boolean elsewhere = large && size == SIZE_ELSEWHERE;
          long bytes = elsewhere ? largeSize : size;
          boolean unfinished =
              elsewhere ? bytes <= 0 : bytes == 0 || !large && bytes >= UNKNOWN_SIZE;
          decodeData(in, known, bytes, unfinished, instants, claimedEnd, sink);
          return;
        }
        case "fmt " -> format = Optional.of(WavFormat.read(numbers, size));
        case "ds64" -> {
          if (size >= SIZES_BYTES && in.ensure(SIZES_BYTES) >= SIZES_BYTES) {
            largeSize = numbers.int64(DATA_SIZE_AT);
          }
        }
        case "fact" -> {
          if (size >= 4 && in.ensure(4) >= 4) {
            instants = numbers.unsigned32(0);
          }
        }
        default -> {
          // Other chunks, such as names or cue points, hold no sound.
        }
      }
      in.skip(size + (size & 1));
    }
    throw corrupt("it has no data chunk");
  }

  private static void decodeData(
      SoundInput in,
      WavFormat format,
      long size,
      boolean unfinished,
      long instants,
      long claimedEnd,
      SoundSink sink) {
    long begin = in.position();
    int inBlock = format.coding().blockInstants();
    long held = Math.ceilDiv(size, format.coding().blockBytes()) * inBlock;
    // What the chunk 'fact' states is often wrong, but a last block may hold more than the sound.
    boolean padded = !unfinished && instants < held && instants > held - inBlock;
    new SampleChunk("WAV", format.coding(), format.sampleRate())
        .decode(
            in,
            size <= 0 ? Long.MAX_VALUE : size,
            !unfinished,
            padded ? instants : Long.MAX_VALUE,
            sink);
    if (size == 0 && in.position() > begin) {
      in.skip(Long.MAX_VALUE);
      if (in.position() == claimedEnd) {
        // The header was finished, so what follows the empty data are other chunks.
        throw new DataException(MonoSink.NO_SAMPLES);
      }
    }
  }

  static DataException corrupt(String detail) {
    return SampleChunk.corrupt("WAV", detail);
  }
}
