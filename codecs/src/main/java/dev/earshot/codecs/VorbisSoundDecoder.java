package dev.earshot.codecs;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Vorbis in Ogg (Xiph.Org Foundation, Vorbis I). The samples after the end that the last page
 * states are taken off.
 */
public final class VorbisSoundDecoder implements SoundDecoder {
  private static final String MARKER = "\u0001vorbis";

  @Override
  public String name() {
    return "vorbis";
  }

  @Override
  public Set<AudioKind> kinds() {
    return Set.of(AudioKind.VORBIS);
  }

  @Override
  public int rank() {
    return LibraryRanks.JAVA;
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) throws IOException {
    Guard.USUAL.run(guarded -> decodeAll(in, guarded), sink, () -> {});
  }

  private static void decodeAll(SoundInput in, SoundSink sink) {
    var packets = new OggPackets(in, MARKER);
    var setup = setup(packets, packets.require());
    int rate = setup.head().rate();
    int channels = setup.head().channels();
    var sound = new TrimmedSound(sink, 1, rate, channels, 0);
    Optional<OggPackets.Packet> next = decodeStream(packets, setup, sound);
    while (next.isPresent()) {
      setup = setup(packets, next.get());
      if (setup.head().rate() != rate || setup.head().channels() != channels) {
        throw new DataException("changes its sample rate or channels: cut it there");
      }
      next = decodeStream(packets, setup, sound);
    }
  }

  private static VorbisSetup setup(OggPackets packets, OggPackets.Packet head) {
    packets.require(); // comments
    return VorbisSetup.read(head.data(), packets.require().data());
  }

  /** Decodes one stream. Returns the head of the next, if there is one. */
  private static Optional<OggPackets.Packet> decodeStream(
      OggPackets packets, VorbisSetup setup, TrimmedSound sound) {
    var blocks = new VorbisBlocks(setup);
    long before = sound.passed();
    while (true) {
      var packet = packets.next();
      if (packet.isEmpty() || packet.get().head()) {
        return packet;
      }
      long position = packet.get().position();
      long end = position < 0 ? Long.MAX_VALUE : before + position;
      blocks
          .next(packet.get().data())
          .ifPresent(
              samples -> sound.accept(samples, samples.length / setup.head().channels(), end));
    }
  }
}
