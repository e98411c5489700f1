package dev.earshot.codecs;

import dev.earshot.audio.SoundInput;
import java.util.Optional;

/** The frames of an MP3 file. What stands between them is passed over. Used by one thread. */
final class Mp3Frames {
  private final SoundInput in;
  private Optional<Mp3Header> first = Optional.empty();

  /**
   * A frame.
   *
   * @param bytes the frame with its header
   */
  record Frame(Mp3Header header, byte[] bytes) {}

  Mp3Frames(SoundInput in) {
    this.in = in;
  }

  /** The next whole frame; empty at the end of the file. */
  Optional<Frame> next() {
    while (in.ensure(Mp3Header.BYTES) >= Mp3Header.BYTES) {
      var header = headerAt(0);
      if (header.isPresent() && isSure(header.get())) {
        int size = header.get().frameBytes();
        if (in.ensure(size) < size) {
          return Optional.empty();
        }
        first = header;
        var window = new byte[size];
        for (int i = 0; i < size; i++) {
          window[i] = (byte) in.unsignedByte(i);
        }
        in.advance(size);
        return Optional.of(new Frame(header.get(), window));
      }
      in.advance(1);
    }
    return Optional.empty();
  }

  /** The first frame must be followed by another, and all others must be like the one before. */
  private boolean isSure(Mp3Header header) {
    if (first.isPresent()) {
      return header.continues(first.get());
    }
    int size = header.frameBytes();
    boolean last = in.ensure(size + Mp3Header.BYTES) < size + Mp3Header.BYTES;
    return last || headerAt(size).filter(header::continues).isPresent();
  }

  private Optional<Mp3Header> headerAt(int ahead) {
    int bits = 0;
    for (int i = 0; i < Mp3Header.BYTES; i++) {
      bits = bits << 8 | in.unsignedByte(ahead + i);
    }
    return Mp3Header.of(bits);
  }
}
