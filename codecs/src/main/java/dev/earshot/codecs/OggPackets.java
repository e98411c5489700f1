package dev.earshot.codecs;

import dev.earshot.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.gagravarr.ogg.OggPacket;
import org.gagravarr.ogg.OggPacketReader;

/**
 * The packets of one coding in an Ogg file. Other streams, such as pictures, are passed over. Used
 * by one thread.
 */
final class OggPackets {
  private final OggPacketReader reader;
  private final byte[] marker;
  private int stream;

  /**
   * Starts at the file's start.
   *
   * @param marker the start of the first packet of a stream of the coding
   */
  OggPackets(InputStream in, byte[] marker) {
    this.reader = new OggPacketReader(in);
    this.marker = marker.clone();
  }

  /** The next packet; empty at the end of the file. */
  Optional<OggPacket> next() throws IOException {
    for (var packet = reader.getNextPacket(); packet != null; packet = reader.getNextPacket()) {
      if (isHead(packet)) {
        stream = packet.getSid();
      }
      if (packet.getSid() == stream) {
        return Optional.of(packet);
      }
    }
    return Optional.empty();
  }

  /** The next packet of a stream that has begun. */
  OggPacket require() throws IOException {
    return next()
        .orElseThrow(() -> new DataException("is cut short in its headers: copy it again"));
  }

  /** Whether this is the first packet of a stream. A file may hold several, one after another. */
  boolean isHead(OggPacket packet) {
    var data = packet.getData();
    if (!packet.isBeginningOfStream() || data.length < marker.length) {
      return false;
    }
    for (int i = 0; i < marker.length; i++) {
      if (data[i] != marker[i]) {
        return false;
      }
    }
    return true;
  }
}
