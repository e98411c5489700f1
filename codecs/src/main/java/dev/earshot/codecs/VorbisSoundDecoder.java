package dev.earshot.codecs;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.gagravarr.ogg.OggPacket;

/**
 * Vorbis in Ogg (Xiph.Org Foundation, Vorbis I). The samples after the end that the last page
 * states are taken off.
 */
public final class VorbisSoundDecoder implements SoundDecoder {
  private static final byte[] MARKER = "\u0001vorbis".getBytes(StandardCharsets.US_ASCII);

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

  private static void decodeAll(SoundInput in, SoundSink sink) throws IOException {
    var packets = new OggPackets(in.stream(), MARKER);
    var setup = setup(packets, packets.require());
    int rate = setup.rate();
    int channels = setup.channels();
    var sound = new TrimmedSound(sink, 1, rate, channels, 0);
    Optional<OggPacket> next = decodeStream(packets, setup, sound);
    while (next.isPresent()) {
      setup = setup(packets, next.get());
      if (setup.rate() != rate || setup.channels() != channels) {
        throw new DataException("changes its sample rate or channels: cut it there");
      }
      next = decodeStream(packets, setup, sound);
    }
  }

  private static VorbisSetup setup(OggPackets packets, OggPacket head) throws IOException {
    packets.require(); // comments
    return VorbisSetup.read(head.getData(), packets.require().getData());
  }

  /** Decodes one stream. Returns the head of the next, if there is one. */
  private static Optional<OggPacket> decodeStream(
      OggPackets packets, VorbisSetup setup, TrimmedSound sound) throws IOException {
    var blocks = new VorbisBlocks(setup);
    long before = sound.passed();
    while (true) {
      var packet = packets.next();
      if (packet.isEmpty() || packets.isHead(packet.get())) {
        return packet;
      }
      long position = packet.get().getGranulePosition();
      long end = position < 0 ? Long.MAX_VALUE : before + position;
      blocks
          .next(packet.get().getData())
          .ifPresent(samples -> sound.accept(samples, samples.length / setup.channels(), end));
    }
  }
}
