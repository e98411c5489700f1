package dev.earshot.codecs;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusMSDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;

/**
 * Opus in Ogg (RFC 6716, RFC 7845), by Concentus. The sound has 48 kHz, as every Opus decoder gives
 * it. The samples before the sound that the header states, and those after the end that the last
 * page states, are taken off.
 */
public final class OpusSoundDecoder implements SoundDecoder {
  private static final String MARKER = "OpusHead";
  private static final int RATE = 48_000;

  /** Concentus rounds the sound to units of 1 / 32768. */
  private static final double FULL_SCALE = 32_768;

  /** The longest packet lasts 120 ms. */
  private static final int MOST_INSTANTS = RATE * 120 / 1000;

  private static final int HEAD_BYTES = 19;
  private static final int MAPPING_AT = 21;

  /**
   * The first packet of a stream.
   *
   * @param skipped samples before the sound
   * @param gain amplification in units of 1/256 dB
   * @param streams how many Opus streams there are, of which the first {@code coupled} are stereo
   * @param mapping the channel of the streams that each channel of the sound is
   */
  private record Head(
      int channels, int skipped, int gain, int streams, int coupled, short[] mapping) {
    static Head of(OggPackets.Packet packet) {
      var data = packet.data();
      if (data.length < HEAD_BYTES) {
        throw new DataException("is cut short in its headers: copy it again");
      }
      var numbers = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
      int channels = Byte.toUnsignedInt(data[9]);
      int skipped = Short.toUnsignedInt(numbers.getShort(10));
      int gain = numbers.getShort(16);
      if (data[18] == 0) {
        if (channels > 2) {
          throw new DataException("has " + channels + " channels, but a layout for two");
        }
        return new Head(channels, skipped, gain, 1, channels - 1, new short[] {0, 1});
      }
      if (data.length < MAPPING_AT + channels) {
        throw new DataException("is cut short in its headers: copy it again");
      }
      var mapping = new short[channels];
      for (int i = 0; i < channels; i++) {
        mapping[i] = (short) Byte.toUnsignedInt(data[MAPPING_AT + i]);
      }
      int streams = Byte.toUnsignedInt(data[19]);
      return new Head(channels, skipped, gain, streams, Byte.toUnsignedInt(data[20]), mapping);
    }

    OpusMSDecoder open() throws OpusException {
      var decoder = OpusMSDecoder.create(RATE, channels, streams, coupled, mapping);
      decoder.setGain(gain);
      return decoder;
    }
  }

  @Override
  public String name() {
    return "opus";
  }

  @Override
  public Set<AudioKind> kinds() {
    return Set.of(AudioKind.OPUS);
  }

  @Override
  public int rank() {
    return LibraryRanks.JAVA;
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) throws IOException {
    Guard.USUAL.run(guarded -> decodeAll(in, guarded), sink, () -> {});
  }

  private static void decodeAll(SoundInput in, SoundSink sink) throws OpusException {
    var packets = new OggPackets(in, MARKER);
    var head = Head.of(packets.require());
    var sound = new TrimmedSound(sink, FULL_SCALE, RATE, head.channels(), head.skipped());
    Optional<OggPackets.Packet> next = Optional.empty();
    do {
      next = decodeStream(packets, head, sound);
      if (next.isPresent()) {
        int channels = head.channels();
        head = Head.of(next.get());
        if (head.channels() != channels) {
          throw new DataException(
              "changes from %s to %s channels: cut it there".formatted(channels, head.channels()));
        }
        sound.skip(head.skipped());
      }
    } while (next.isPresent());
  }

  /** Decodes one stream. Returns the head of the next, if there is one. */
  private static Optional<OggPackets.Packet> decodeStream(
      OggPackets packets, Head head, TrimmedSound sound) throws OpusException {
    packets.require(); // comments
    var decoder = head.open();
    var samples = new short[MOST_INSTANTS * head.channels()];
    var wide = new double[samples.length];
    long before = sound.passed();
    while (true) {
      var packet = packets.next();
      if (packet.isEmpty() || packet.get().head()) {
        return packet;
      }
      var data = packet.get().data();
      if (data.length == 0) {
        continue;
      }
      int instants = decoder.decodeMultistream(data, 0, data.length, samples, 0, MOST_INSTANTS, 0);
      if (instants < 0) {
        throw new DataException("is a damaged Opus file: copy or export it again");
      }
      for (int i = 0; i < instants * head.channels(); i++) {
        wide[i] = samples[i];
      }
      long position = packet.get().position();
      sound.accept(
          wide, instants, position < 0 ? Long.MAX_VALUE : before + position - head.skipped());
    }
  }
}
