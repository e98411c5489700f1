package dev.earshot.codecs;

import java.util.Arrays;
import java.util.Optional;

/**
 * Turns the packets of one Vorbis stream into sound (Vorbis I, section 4.3). Used by one thread.
 */
final class VorbisBlocks {
  private final VorbisSetup setup;
  private final InverseMdct shortTransform;
  private final InverseMdct longTransform;
  private final double[] shortSlope;
  private final double[] longSlope;

  /** The block before, with its window. */
  private double[][] previous = new double[0][];

  VorbisBlocks(VorbisSetup setup) {
    this.setup = setup;
    this.shortTransform = new InverseMdct(setup.head().shortBlock());
    this.longTransform = new InverseMdct(setup.head().longBlock());
    this.shortSlope = slope(setup.head().shortBlock() / 2);
    this.longSlope = slope(setup.head().longBlock() / 2);
  }

  /** The rising half of a window. */
  private static double[] slope(int length) {
    var slope = new double[length];
    for (int i = 0; i < length; i++) {
      double sine = Math.sin((i + 0.5) / length * Math.PI / 2);
      slope[i] = Math.sin(Math.PI / 2 * sine * sine);
    }
    return slope;
  }

  /**
   * Decodes a packet.
   *
   * @return the samples of all channels of one instant, then those of the next, that are complete
   *     now; nothing if it is no packet of sound, or the first
   */
  Optional<double[]> next(byte[] packet) {
    var bits = new VorbisBits(packet);
    try {
      if (bits.readFlag()) {
        return Optional.empty();
      }
      int number = bits.readInt(VorbisBits.width(setup.modes().size() - 1));
      if (number >= setup.modes().size()) {
        return Optional.empty();
      }
      var mode = setup.modes().get(number);
      boolean longBefore = mode.isLong() && bits.readFlag();
      boolean longAfter = mode.isLong() && bits.readFlag();
      var block = spectra(bits, mode);
      if (mode.isLong()) {
        window(block, longBefore, longAfter);
      } else {
        window(block, false, false);
      }
      var last = previous;
      previous = block;
      return last.length == 0 ? Optional.empty() : Optional.of(overlapped(last, block));
    } catch (VorbisBits.EndOfPacket _) {
      return Optional.empty();
    }
  }

  /** The block of each channel, before the window. */
  private double[][] spectra(VorbisBits bits, VorbisSetup.Mode mode) {
    int n = mode.isLong() ? setup.head().longBlock() : setup.head().shortBlock();
    int channels = setup.head().channels();
    var mapping = setup.mappings().get(mode.mapping());
    var points = new int[channels][];
    var spectra = new float[channels][n / 2];
    var heard = new boolean[channels];
    for (int c = 0; c < channels; c++) {
      points[c] =
          setup.floors().get(mapping.floors()[mapping.part()[c]]).points(bits, setup.books());
      heard[c] = points[c].length > 0;
    }
    var coded = heard.clone();
    for (int i = 0; i < mapping.magnitudes().length; i++) {
      int a = mapping.magnitudes()[i];
      int b = mapping.angles()[i];
      coded[a] |= coded[b];
      coded[b] |= coded[a];
    }
    for (int part = 0; part < mapping.residues().length; part++) {
      int of = part;
      var own = new float[channels][];
      int count = 0;
      for (int c = 0; c < channels; c++) {
        if (mapping.part()[c] == of) {
          own[count++] = coded[c] ? spectra[c] : null;
        }
      }
      setup
          .residues()
          .get(mapping.residues()[part])
          .add(bits, setup.books(), Arrays.copyOf(own, count), n / 2);
    }
    for (int i = mapping.magnitudes().length - 1; i >= 0; i--) {
      uncouple(spectra[mapping.magnitudes()[i]], spectra[mapping.angles()[i]]);
    }
    var transform = mode.isLong() ? longTransform : shortTransform;
    var blocks = new double[channels][n];
    for (int c = 0; c < channels; c++) {
      if (heard[c]) {
        setup.floors().get(mapping.floors()[mapping.part()[c]]).apply(points[c], spectra[c], n / 2);
        transform.transform(spectra[c], blocks[c]);
      }
    }
    return blocks;
  }

  private static void uncouple(float[] magnitudes, float[] angles) {
    for (int i = 0; i < magnitudes.length; i++) {
      float m = magnitudes[i];
      float a = angles[i];
      float other = m > 0 == a > 0 ? m - a : m + a;
      if (a > 0) {
        angles[i] = other;
      } else {
        magnitudes[i] = other;
        angles[i] = m;
      }
    }
  }

  private void window(double[][] blocks, boolean longBefore, boolean longAfter) {
    for (var block : blocks) {
      rise(block, longBefore ? longSlope : shortSlope, false);
      rise(block, longAfter ? longSlope : shortSlope, true);
    }
  }

  /** Applies a slope around a quarter of the block, and silence before it. */
  private static void rise(double[] block, double[] slope, boolean fromTheEnd) {
    int n = block.length;
    int begin = n / 4 - slope.length / 2;
    for (int i = 0; i < begin + slope.length; i++) {
      int at = fromTheEnd ? n - 1 - i : i;
      block[at] *= i < begin ? 0 : slope[i - begin];
    }
  }

  /** The sound from the middle of one block to the middle of the next. */
  private double[] overlapped(double[][] last, double[][] block) {
    int channels = setup.head().channels();
    int before = last[0].length;
    int after = block[0].length;
    int count = before / 4 + after / 4;
    int shift = after / 4 - before / 4;
    var out = new double[count * channels];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < count; i++) {
        int inLast = before / 2 + i;
        int inBlock = i + shift;
        double sum = inLast < before ? last[c][inLast] : 0;
        out[i * channels + c] = inBlock >= 0 ? sum + block[c][inBlock] : sum;
      }
    }
    return out;
  }
}
