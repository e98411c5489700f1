package dev.earshot.codecs;

import de.jarnbjo.vorbis.VorbisStream;
import dev.earshot.DataException;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundKind;
import dev.earshot.audio.SoundSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.gagravarr.ogg.OggPacket;

/**
 * Vorbis in Ogg (Xiph.Org, Vorbis I), by J-Ogg. The samples after the end that the last page states
 * are taken off.
 */
public final class VorbisSoundDecoder implements SoundDecoder {
  private static final byte[] MARKER = "\u0001vorbis".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String name() {
    return "vorbis";
  }

  @Override
  public Set<SoundKind> kinds() {
    return Set.of(SoundKind.VORBIS);
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
    var stream = open(packets, packets.require());
    var head = stream.getIdentificationHeader();
    int rate = head.getSampleRate();
    int channels = head.getChannels();
    var sound = new TrimmedSound(sink, TrimmedSound.FULL_SCALE, rate, channels, 0, 0, 0);
    Optional<OggPacket> next = decodeStream(packets, stream, channels, sound);
    while (next.isPresent()) {
      stream = open(packets, next.get());
      head = stream.getIdentificationHeader();
      if (head.getSampleRate() != rate || head.getChannels() != channels) {
        throw new DataException("changes its sample rate or channels: cut it there");
      }
      next = decodeStream(packets, stream, channels, sound);
    }
  }

  /** Reads the three headers. */
  private static VorbisStream open(OggPackets packets, OggPacket head) throws IOException {
    var stream = new VorbisStream();
    stream.processPacket(head.getData());
    stream.processPacket(packets.require().getData());
    stream.processPacket(packets.require().getData());
    return stream;
  }

  /** Decodes one stream. Returns the head of the next, if there is one. */
  private static Optional<OggPacket> decodeStream(
      OggPackets packets, VorbisStream stream, int channels, TrimmedSound sound)
      throws IOException {
    long before = sound.passed();
    while (true) {
      var packet = packets.next();
      if (packet.isEmpty() || packets.isHead(packet.get())) {
        return packet;
      }
      var data = packet.get().getData();
      var bytes = data.length == 0 ? null : stream.processPacket(data);
      if (bytes == null) {
        continue;
      }
      var samples = new short[bytes.length / Short.BYTES];
      ByteBuffer.wrap(bytes).asShortBuffer().get(samples);
      long position = packet.get().getGranulePosition();
      sound.accept(
          samples, samples.length / channels, position < 0 ? Long.MAX_VALUE : before + position);
    }
  }
}
