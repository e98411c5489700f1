package dev.earshot.codecs;

import dev.earshot.DataException;
import dev.earshot.audio.SoundInput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The packets of one coding in an Ogg file (RFC 3533). Other streams, such as pictures, and what is
 * no page are passed over. Used by one thread.
 */
final class OggPackets {
  private static final int HEADER_BYTES = 27;
  private static final int FLAGS_AT = 5;
  private static final int POSITION_AT = 6;
  private static final int SERIAL_AT = 14;
  private static final int CONTINUED = 1;
  private static final int BEGIN = 2;
  private static final int FULL_SEGMENT = 255;
  private static final int MOST_PACKET_BYTES = 1 << 24;

  private final SoundInput in;
  private final String marker;
  private final Deque<Packet> ready = new ArrayDeque<>();
  private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
  private Optional<Long> stream = Optional.empty();

  /** Whether the stream has begun but nothing else of it has come. */
  private boolean fresh;

  /**
   * A packet.
   *
   * @param position the position in the sound at the end of its page; negative if unknown
   * @param head whether it is the first of a stream. A file may hold several, one after another
   */
  record Packet(byte[] data, long position, boolean head) {}

  /**
   * Starts at the file's start.
   *
   * @param marker the start of the first packet of a stream of the coding
   */
  OggPackets(SoundInput in, String marker) {
    this.in = in;
    this.marker = marker;
  }

  /** The next packet; empty at the end of the file. */
  Optional<Packet> next() {
    while (ready.isEmpty() && readPage()) {
      // Pages of other streams, and those in the middle of a packet, complete none.
    }
    return Optional.ofNullable(ready.poll());
  }

  /** The next packet of a stream that has begun. */
  Packet require() {
    return next()
        .orElseThrow(() -> new DataException("is cut short in its headers: copy it again"));
  }

  /** Reads the next page; false at the end of the file. */
  private boolean readPage() {
    while (!in.startsWith("OggS")) {
      if (in.ensure(1) == 0) {
        return false;
      }
      in.advance(1);
    }
    if (in.ensure(HEADER_BYTES) < HEADER_BYTES) {
      return false;
    }
    int segments = in.unsignedByte(HEADER_BYTES - 1);
    int body = HEADER_BYTES + segments;
    if (in.ensure(body) < body) {
      return false;
    }
    int size = body;
    for (int i = 0; i < segments; i++) {
      size += in.unsignedByte(HEADER_BYTES + i);
    }
    if (in.ensure(size) < size) {
      return false;
    }
    int flags = in.unsignedByte(FLAGS_AT);
    boolean head = (flags & BEGIN) != 0 && in.text(body, marker.length()).equals(marker);
    long serial = number(SERIAL_AT, Integer.BYTES);
    if (head && !fresh) {
      stream = Optional.of(serial);
      fresh = true;
      unfinished.reset();
    }
    if (stream.isPresent() && stream.get() == serial) {
      fresh &= head;
      takePackets(segments, flags, head);
    }
    in.advance(size);
    return true;
  }

  private void takePackets(int segments, int flags, boolean head) {
    boolean continued = (flags & CONTINUED) != 0;
    // The start of a packet is lost, or its end.
    boolean whole = continued == unfinished.size() > 0;
    if (!continued) {
      unfinished.reset();
      whole = true;
    }
    long position = number(POSITION_AT, Long.BYTES);
    int at = HEADER_BYTES + segments;
    for (int i = 0; i < segments; i++) {
      int length = in.unsignedByte(HEADER_BYTES + i);
      unfinished.writeBytes(in.text(at, length).getBytes(StandardCharsets.ISO_8859_1));
      at += length;
      if (unfinished.size() > MOST_PACKET_BYTES) {
        throw new DataException("is a damaged Ogg file (a packet has no end): copy it again");
      }
      if (length < FULL_SEGMENT) {
        if (whole) {
          ready.add(new Packet(unfinished.toByteArray(), position, head));
        }
        unfinished.reset();
        whole = true;
      }
    }
    if (!whole) {
      unfinished.reset();
    }
  }

  /** A number of some bytes, the least significant first. */
  private long number(int at, int bytes) {
    long number = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      number = number << 8 | in.unsignedByte(at + i);
    }
    return number;
  }
}
