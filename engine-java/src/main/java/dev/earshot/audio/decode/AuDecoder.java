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

/** AU, the format of Sun and NeXT. */
final class AuDecoder implements SoundDecoder {
  private static final int HEADER_BYTES = 24;

  /** What programs that write to a pipe state as the size. */
  private static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;

  @Override
  public String name() {
    return SoundDecoders.BUILT_IN;
  }

  @Override
  public Set<AudioKind> kinds() {
    return Set.of(AudioKind.AU);
  }

  @Override
  public int rank() {
    return SoundDecoders.BUILT_IN_RANK;
  }

  /** Whether samples are coded as this decoder reads them. */
  static boolean isRead(SoundInput in) {
    return in.ensure(HEADER_BYTES) < HEADER_BYTES
        || coding(new ByteOrdered(in, true).int32(12), 1).isPresent();
  }

  private static Optional<SampleCoding> coding(int number, int channels) {
    return Optional.ofNullable(
        switch (number) {
          case 1 -> new PcmCoding(PcmCoding.Type.MU_LAW, channels, 1, true);
          case 2, 3, 4, 5 -> new PcmCoding(PcmCoding.Type.SIGNED, channels, number - 1, true);
          case 6 -> new PcmCoding(PcmCoding.Type.FLOAT, channels, Float.BYTES, true);
          case 7 -> new PcmCoding(PcmCoding.Type.FLOAT, channels, Double.BYTES, true);
          case 27 -> new PcmCoding(PcmCoding.Type.A_LAW, channels, 1, true);
          default -> null;
        });
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) {
    if (in.ensure(HEADER_BYTES) < HEADER_BYTES) {
      throw SampleChunk.corrupt("AU", "its header is incomplete");
    }
    var numbers = new ByteOrdered(in, true);
    long begin = numbers.unsigned32(4);
    long size = numbers.unsigned32(8);
    int number = numbers.int32(12);
    int rate = numbers.int32(16);
    int channels = numbers.int32(20);
    if (channels < 1 || channels > SoundFormat.MOST_CHANNELS) {
      throw SampleChunk.corrupt(
          "AU",
          "its header claims %s channels: expected 1 to %s"
              .formatted(Integer.toUnsignedString(channels), SoundFormat.MOST_CHANNELS));
    }
    Waveform.requireRate(rate);
    var coding =
        coding(number, channels)
            .orElseThrow(() ->
                new DataException(
                    "is an AU file with samples of coding %s: convert it to WAV or FLAC"
                        .formatted(number)));
    if (begin < HEADER_BYTES || !in.skip(begin)) {
      throw SampleChunk.corrupt("AU", "its sound begins at byte " + begin);
    }
    boolean stated = size != UNKNOWN_SIZE;
    new SampleChunk("AU", coding, rate)
        .decode(in, stated ? size : Long.MAX_VALUE, stated, Long.MAX_VALUE, sink);
  }
}
