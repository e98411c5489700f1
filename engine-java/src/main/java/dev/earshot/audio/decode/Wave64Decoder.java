package dev.earshot.audio.decode;

import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import java.util.Optional;
import java.util.Set;

/**
 * Sony's Wave64: the chunks of WAV, with names of 16 bytes, which begin with those of WAV, and
 * sizes of 64 bits, which count the name and the size too.
 */
final class Wave64Decoder implements SoundDecoder {
  private static final int FILE_HEADER = 40;
  private static final int CHUNK_HEADER = 24;
  private static final int SIZE_AT = 16;

  @Override
  public String name() {
    return SoundDecoders.BUILT_IN;
  }

  @Override
  public Set<AudioKind> kinds() {
    return Set.of(AudioKind.W64);
  }

  @Override
  public int rank() {
    return SoundDecoders.BUILT_IN_RANK;
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) {
    var numbers = new ByteOrdered(in, false);
    if (in.ensure(FILE_HEADER) < FILE_HEADER || !in.text(CHUNK_HEADER, 4).equals("wave")) {
      throw SampleChunk.corrupt("Wave64", "its header is incomplete");
    }
    in.advance(FILE_HEADER);
    Optional<WavFormat> format = Optional.empty();
    while (in.ensure(CHUNK_HEADER) >= CHUNK_HEADER) {
      var name = in.text(4);
      long size = numbers.int64(SIZE_AT) - CHUNK_HEADER;
      if (size < 0) {
        throw SampleChunk.corrupt("Wave64", "a chunk is smaller than its own header");
      }
      in.advance(CHUNK_HEADER);
      if (name.equals("data")) {
        var known =
            format.orElseThrow(
                () -> SampleChunk.corrupt("Wave64", "its data come before its fmt chunk"));
        new SampleChunk("Wave64", known.coding(), known.sampleRate())
            .decode(in, size, true, Long.MAX_VALUE, sink);
        return;
      }
      if (name.equals("fmt ")) {
        format = Optional.of(WavFormat.read(numbers, size));
      }
      in.skip(size + (-size & 7));
    }
    throw SampleChunk.corrupt("Wave64", "it has no data chunk");
  }
}
