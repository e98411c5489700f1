package dev.earshot.codecs;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jcodec.codecs.mpa.Mp3Decoder;

/**
 * JCodec's decoder, with what it does not do itself: frames with checksums, frames whose data begin
 * in frames that are missing, as where a file was cut, and the mean of channels with intensity
 * stereo. Used by one thread.
 *
 * <p>Intensity stereo in MPEG-1 codes high bands of the sum in the left channel, nothing in the
 * right one, and a position that divides the sum. JCodec refuses it. Without the positions both
 * channels have the right sum, and their mean is given as both, since that is all that is heard of
 * them here.
 */
final class Mp3Library {
  /** The sample that JCodec makes of amplitude 1. */
  static final double FULL_SCALE = 32_700;

  /** The most bytes before a frame at which its data begin. */
  private static final int MOST_BACK = 511;

  private static final int LOW_MOST_BACK = 255;

  private final Deque<Mp3Frames.Frame> kept = new ArrayDeque<>();
  private final ByteBuffer made = ByteBuffer.allocate(1152 * 2 * Short.BYTES);
  private Mp3Decoder decoder = new Mp3Decoder();
  private int failures;
  private int successes;

  /**
   * Decodes the next frame.
   *
   * @param samples gets the samples, those of both channels of one instant together; silence where
   *     the data of the frame are missing
   */
  void decode(Mp3Frames.Frame frame, double[] samples) {
    try {
      decode(prepared(frame), samples, frame.header());
      successes++;
    } catch (IOException | RuntimeException e) {
      failures++;
      Arrays.fill(samples, 0);
      startAgain(frame);
    }
    keep(frame);
  }

  /**
   * Checks that the file was not mostly damaged.
   *
   * @throws DataException if more frames failed than were decoded
   */
  void finish() {
    if (failures > successes) {
      throw new DataException(
          "is a damaged MP3 file (%s of its %s frames cannot be decoded): copy or export it again"
              .formatted(failures, failures + successes));
    }
  }

  private void decode(byte[] frame, double[] samples, Mp3Header header) throws IOException {
    made.clear();
    decoder.decodeFrame(ByteBuffer.wrap(frame), made);
    int count = header.instants() * header.channels();
    for (int i = 0; i < count; i++) {
      samples[i] = made.getShort(i * Short.BYTES);
    }
    if (header.hasIntensity()) {
      for (int i = 0; i < count; i += 2) {
        double mean = (samples[i] + samples[i + 1]) / 2;
        samples[i] = mean;
        samples[i + 1] = mean;
      }
    }
  }

  /**
   * JCodec looks for the checksum behind the frame's data, and it stands before them. The mark of
   * intensity stereo is taken away.
   */
  private static byte[] prepared(Mp3Frames.Frame frame) {
    var moved = frame.bytes().clone();
    if (frame.header().checked()) {
      int from = Mp3Header.BYTES + 2;
      System.arraycopy(frame.bytes(), from, moved, Mp3Header.BYTES, moved.length - from);
      System.arraycopy(frame.bytes(), Mp3Header.BYTES, moved, moved.length - 2, 2);
    }
    if (frame.header().hasIntensity()) {
      moved[3] &= ~(Mp3Header.INTENSITY << 4);
    }
    return moved;
  }

  /**
   * After a failure the library's state means nothing. A new decoder gets the data of the last
   * frames as frames of silence, so that the next frame finds what it needs of them.
   */
  private void startAgain(Mp3Frames.Frame failed) {
    decoder = new Mp3Decoder();
    var silence = new double[1152 * 2];
    int back = 0;
    try {
      for (var frame : kept) {
        decode(silent(frame, back), silence, frame.header());
        back += mainBytes(frame);
      }
      decode(silent(failed, back), silence, failed.header());
    } catch (IOException | RuntimeException e) {
      decoder = new Mp3Decoder();
      kept.clear();
    }
  }

  /** The frame with a description that says it uses no data, {@code back} bytes before it. */
  private static byte[] silent(Mp3Frames.Frame frame, int back) {
    var bytes = prepared(frame);
    Arrays.fill(bytes, Mp3Header.BYTES, Mp3Header.BYTES + frame.header().sideBytes(), (byte) 0);
    if (frame.header().low()) {
      bytes[Mp3Header.BYTES] = (byte) Math.min(back, LOW_MOST_BACK);
    } else {
      int nine = Math.min(back, MOST_BACK);
      bytes[Mp3Header.BYTES] = (byte) (nine >> 1);
      bytes[Mp3Header.BYTES + 1] = (byte) (nine << 7);
    }
    return bytes;
  }

  private static int mainBytes(Mp3Frames.Frame frame) {
    return frame.bytes().length - frame.header().mainDataAt();
  }

  private void keep(Mp3Frames.Frame frame) {
    kept.addLast(frame);
    int bytes = kept.stream().mapToInt(Mp3Library::mainBytes).sum();
    while (bytes - mainBytes(kept.getFirst()) >= MOST_BACK) {
      bytes -= mainBytes(kept.removeFirst());
    }
  }
}
