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

/** AIFF and AIFF-C (Apple, 1989 and 1991). */
final class AiffDecoder implements SoundDecoder {
  private static final int FORM_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int COMMON_BYTES = 18;
  private static final int SOUND_HEADER = 8;
  private static final String PLAIN = "NONE";

  /** Exponent and place of the point of a floating-point number of 80 bits. */
  private static final int EXPONENT_BIAS = 16_383 + 63;

  /**
   * What the chunk COMM states.
   *
   * @param instants the number of samples of each channel
   */
  private record Common(SampleCoding coding, int sampleRate, long instants) {}

  @Override
  public String name() {
    return SoundDecoders.BUILT_IN;
  }

  @Override
  public Set<AudioKind> kinds() {
    return Set.of(AudioKind.AIFF);
  }

  @Override
  public int rank() {
    return SoundDecoders.BUILT_IN_RANK;
  }

  /** How samples are coded, if that stands so near to the start that it can be looked at. */
  static Optional<String> compression(SoundInput in) {
    if (in.text(8, 4).equals("AIFF")) {
      return Optional.of(PLAIN);
    }
    var numbers = new ByteOrdered(in, true);
    int ahead = in.ensure(SoundInput.WINDOW);
    for (long at = FORM_HEADER; at + CHUNK_HEADER + COMMON_BYTES + 4 <= ahead; ) {
      long size = numbers.unsigned32((int) at + 4);
      if (in.text((int) at, 4).equals("COMM")) {
        return Optional.of(in.text((int) at + CHUNK_HEADER + COMMON_BYTES, 4));
      }
      at += CHUNK_HEADER + size + (size & 1);
    }
    return Optional.empty();
  }

  /** Whether samples that are coded so are read. */
  static boolean isRead(String compression) {
    return coding(compression, 1, 16).isPresent();
  }

  private static Optional<SampleCoding> coding(String compression, int channels, int bits) {
    int bytes = (bits + 7) / 8;
    return Optional.ofNullable(
        switch (compression) {
          case PLAIN, "twos" -> new PcmCoding(PcmCoding.Type.SIGNED, channels, bytes, true);
          case "sowt" -> new PcmCoding(PcmCoding.Type.SIGNED, channels, bytes, false);
          case "in24" -> new PcmCoding(PcmCoding.Type.SIGNED, channels, 3, true);
          case "in32" -> new PcmCoding(PcmCoding.Type.SIGNED, channels, 4, true);
          case "42ni" -> new PcmCoding(PcmCoding.Type.SIGNED, channels, 3, false);
          case "23ni" -> new PcmCoding(PcmCoding.Type.SIGNED, channels, 4, false);
          case "raw " -> new PcmCoding(PcmCoding.Type.UNSIGNED, channels, 1, true);
          case "fl32", "FL32" -> new PcmCoding(PcmCoding.Type.FLOAT, channels, 4, true);
          case "fl64", "FL64" -> new PcmCoding(PcmCoding.Type.FLOAT, channels, 8, true);
          case "alaw", "ALAW" -> new PcmCoding(PcmCoding.Type.A_LAW, channels, 1, true);
          case "ulaw", "ULAW" -> new PcmCoding(PcmCoding.Type.MU_LAW, channels, 1, true);
          case "ima4" -> new ImaAppleCoding(channels);
          default -> null;
        });
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) {
    var numbers = new ByteOrdered(in, true);
    boolean compressed = in.text(8, 4).equals("AIFC");
    in.advance(FORM_HEADER);
    Optional<Common> common = Optional.empty();
    while (in.ensure(CHUNK_HEADER) >= CHUNK_HEADER) {
      var name = in.text(4);
      long size = numbers.unsigned32(4);
      in.advance(CHUNK_HEADER);
      if (name.equals("SSND")) {
        var known = common.orElseThrow(() -> corrupt("its samples come before its COMM chunk"));
        decodeSound(in, numbers, known, size, sink);
        return;
      }
      if (name.equals("COMM")) {
        common = Optional.of(common(numbers, size, compressed));
      }
      // Other chunks, such as names or markers, hold no sound.
      in.skip(size + (size & 1));
    }
    if (common.isPresent() && common.get().instants() == 0) {
      throw new DataException(MonoSink.NO_SAMPLES);
    }
    throw corrupt("it has no SSND chunk");
  }

  private static void decodeSound(
      SoundInput in, ByteOrdered numbers, Common common, long size, SoundSink sink) {
    if (size < SOUND_HEADER || in.ensure(SOUND_HEADER) < SOUND_HEADER) {
      throw corrupt("its SSND chunk is incomplete");
    }
    long offset = numbers.unsigned32(0);
    in.advance(SOUND_HEADER);
    var coding = common.coding();
    long bytes =
        Math.ceilDiv(common.instants(), coding.blockInstants()) * (long) coding.blockBytes();
    if (common.instants() == 0) {
      throw new DataException(MonoSink.NO_SAMPLES);
    }
    if (offset > size - SOUND_HEADER) {
      throw corrupt("its samples begin after their end");
    }
    in.skip(offset);
    // The number of samples decides: the chunk may be longer, or its size never have been written.
    new SampleChunk("AIFF", coding, common.sampleRate())
        .decode(in, bytes, true, common.instants(), sink);
  }

  private static Common common(ByteOrdered in, long size, boolean compressed) {
    int needed = COMMON_BYTES + (compressed ? 4 : 0);
    if (size < needed || in.in().ensure(needed) < needed) {
      throw corrupt("its COMM chunk is incomplete");
    }
    int channels = in.unsigned16(0);
    long frames = in.unsigned32(2);
    int bits = in.unsigned16(6);
    int rate = rate(in);
    var compression = compressed ? in.in().text(COMMON_BYTES, 4) : PLAIN;
    if (channels == 0 || channels > SoundFormat.MOST_CHANNELS) {
      throw corrupt(
          "its header claims %s channels: expected 1 to %s"
              .formatted(channels, SoundFormat.MOST_CHANNELS));
    }
    if (bits < 1 && (compression.equals(PLAIN) || compression.equals("sowt")) || bits > 64) {
      throw corrupt("its header claims %s bits a sample: expected 1 to 32".formatted(bits));
    }
    Waveform.requireRate(rate);
    var coding =
        coding(compression, channels, bits)
            .filter(known -> !(known instanceof PcmCoding pcm) || isPossible(pcm))
            .orElseThrow(() ->
                new DataException(
                    "is an AIFF file with samples coded as '%s' with %s bits: convert it to WAV or FLAC"
                        .formatted(compression, bits)));
    // Of ima4 the header states blocks, not samples.
    long instants = coding instanceof ImaAppleCoding ? frames * coding.blockInstants() : frames;
    return new Common(coding, rate, instants);
  }

  private static boolean isPossible(PcmCoding pcm) {
    return pcm.type() == PcmCoding.Type.FLOAT || pcm.bytesPerSample() <= Integer.BYTES;
  }

  /** The sample rate, a floating-point number of 80 bits; -1 if it is none that can be. */
  private static int rate(ByteOrdered in) {
    int exponent = in.int16(8);
    double mantissa = (in.int64(10) >>> 1) * 2.0;
    double rate = Math.scalb(mantissa, Math.clamp(exponent - (long) EXPONENT_BIAS, -200, 200));
    return rate < Integer.MAX_VALUE ? (int) Math.round(rate) : -1;
  }

  private static DataException corrupt(String detail) {
    return SampleChunk.corrupt("AIFF", detail);
  }
}
