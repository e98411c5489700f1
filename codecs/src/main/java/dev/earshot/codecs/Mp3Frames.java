package dev.earshot.codecs;

import dev.earshot.audio.SoundInput;
import java.util.Optional;

/** The frames of an MP3 file. What stands between them is passed over. Used by one thread. */
final class Mp3Frames {
  /** Bytes at the start of a file in which the first frame is looked for. */
  private static final int SEARCHED = 1 << 12;

  /** So many headers in a row stand in no other file. */
  private static final int IN_A_ROW = 4;

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

  /**
   * Whether frames in a row begin near the start of a file, such as behind zeros or behind the rest
   * of a frame that was cut.
   */
  static boolean areNear(SoundInput in) {
    var frames = new Mp3Frames(in);
    int most = SEARCHED + IN_A_ROW * Mp3Header.MOST_FRAME_BYTES;
    int present = Math.min(in.ensure(most), SEARCHED);
    for (int start = 0; start < present; start++) {
      var header = frames.headerAt(start);
      int at = start;
      for (int i = 1; i < IN_A_ROW && header.isPresent(); i++) {
        at += header.get().frameBytes();
        header = frames.headerAt(at).filter(header.get()::continues);
      }
      if (header.isPresent()) {
        return true;
      }
    }
    return false;
  }

  private Optional<Mp3Header> headerAt(int ahead) {
    if (in.ensure(ahead + Mp3Header.BYTES) < ahead + Mp3Header.BYTES) {
      return Optional.empty();
    }
    int bits = 0;
    for (int i = 0; i < Mp3Header.BYTES; i++) {
      bits = bits << 8 | in.unsignedByte(ahead + i);
    }
    return Mp3Header.of(bits);
  }
}
