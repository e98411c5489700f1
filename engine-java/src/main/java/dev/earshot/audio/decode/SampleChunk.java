package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import java.util.Locale;

/**
 * The part of a file that holds its samples.
 *
 * @param format what kind of file it is, for messages
 * @param coding how the samples are stored
 * @param sampleRate samples per second
 */
record SampleChunk(String format, SampleCoding coding, int sampleRate) {
  /** How many instants are decoded at a time, if a block does not have more. */
  private static final int PIECE = 1 << 12;

  /** More than any disk holds: a header may state any number. */
  private static final long MOST_BYTES = 1L << 48;

  /** Some recorders state a few samples more than they write. A clip that lost more is damaged. */
  private static final double MOST_MISSING_SECONDS = 1;

  /**
   * Decodes samples until {@code size} bytes are read or the file ends.
   *
   * @param in is at the first sample
   * @param size how many bytes of samples the file states
   * @param stated whether that can be believed; if not, a file that ends before is complete
   * @param instants how many samples of each channel are wanted at most: a last block may hold more
   */
  void decode(SoundInput in, long size, boolean stated, long instants, SoundSink sink) {
    long begin = in.position();
    boolean sizeKnown = in.size() != SoundInput.UNKNOWN_SIZE;
    // A file that is being written may be longer by now than it was.
    long most = sizeKnown ? Math.max(0, Math.min(size, in.size() - begin)) : 0;
    long claimed = Math.min(instants(sizeKnown ? most : stated ? size : 0), instants);
    sink.start(
        new SoundFormat(
            sampleRate,
            coding.channels(),
            coding.fullScale(),
            claimed,
            Math.min(instants(most), instants)));
    readBlocks(in, size, instants, sink);
    long present = in.position() - begin;
    if (stated && present < size) {
      requireMost(size, present);
      sink.note(ClipNote.CUT_SHORT);
    }
  }

  private void readBlocks(SoundInput in, long size, long instants, SoundSink sink) {
    int blockBytes = coding.blockBytes();
    int blocks =
        Math.clamp(SoundInput.WINDOW / blockBytes, 1, Math.max(1, PIECE / coding.blockInstants()));
    var out = new double[blocks * coding.blockInstants() * coding.channels()];
    long wantedInstants = instants;
    for (long left = size; left > 0; ) {
      int wanted = (int) Math.min(left, (long) blocks * blockBytes);
      int present = Math.min(in.ensure(wanted), wanted);
      int decoded = coding.decode(in.window(), in.offset(), present, out);
      in.advance(present);
      left -= present;
      int count = (int) Math.min(decoded, wantedInstants);
      wantedInstants -= count;
      if (count > 0) {
        sink.accept(out, count);
      }
      if (present < wanted) {
        break;
      }
    }
  }

  private void requireMost(long size, long present) {
    long missing = size - present;
    double seconds = (double) instants(missing) / sampleRate;
    if (missing > present || seconds > MOST_MISSING_SECONDS) {
      throw corrupt(
          String.format(
              Locale.ROOT,
              "cut short: %s of the %s bytes of sound that its header states are missing, %.3f s",
              missing,
              size,
              seconds));
    }
  }

  /** The number of instants in a number of bytes. */
  private long instants(long bytes) {
    return Math.min(bytes, MOST_BYTES) / coding.blockBytes() * coding.blockInstants();
  }

  private DataException corrupt(String detail) {
    return corrupt(format, detail);
  }

  /** The refusal of a damaged file. */
  static DataException corrupt(String format, String detail) {
    return new DataException(
        "is a damaged %s file (%s): copy or export it again".formatted(format, detail));
  }
}
