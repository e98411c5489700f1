package dev.earshot.codecs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rough shape of a spectrum, as lines between points on a scale of decibels (Vorbis I, section
 * 7). Used by one thread.
 */
final class VorbisFloor {
  private static final int[] RANGES = {256, 128, 86, 64};

  /**
   * The lowest of 256 amplitudes; the highest is 1, and the others are as far apart in decibels.
   */
  private static final double LOWEST = 1.0649863e-07;

  private static final float[] AMPLITUDES = amplitudes();

  /** Points that are coded together. */
  private record PointClass(int dimensions, int subclassBits, int master, int[] books) {}

  private final List<PointClass> partitions;
  private final int multiplier;
  private final int[] x;

  /** The points in order of x. */
  private final int[] order;

  private final int[] low;
  private final int[] high;

  private VorbisFloor(List<PointClass> partitions, int multiplier, int[] x) {
    this.partitions = partitions;
    this.multiplier = multiplier;
    this.x = x;
    this.order =
        IntStream.range(0, x.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> x[i]))
            .mapToInt(i -> i)
            .toArray();
    this.low = new int[x.length];
    this.high = new int[x.length];
    for (int i = 2; i < x.length; i++) {
      high[i] = 1;
      for (int j = 0; j < i; j++) {
        if (x[j] < x[i] && x[j] > x[low[i]]) {
          low[i] = j;
        }
        if (x[j] > x[i] && x[j] < x[high[i]]) {
          high[i] = j;
        }
      }
    }
  }

  private static float[] amplitudes() {
    var all = new float[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) Math.pow(LOWEST, (255 - i) / 255.0);
    }
    return all;
  }

  static VorbisFloor read(VorbisBits bits, int books) throws VorbisBits.EndOfPacket {
    var classOf = new int[bits.readInt(5)];
    int classes = 0;
    for (int i = 0; i < classOf.length; i++) {
      classOf[i] = bits.readInt(4);
      classes = Math.max(classes, classOf[i] + 1);
    }
    List<PointClass> all = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      all.add(readClass(bits, books));
    }
    int multiplier = bits.readInt(2) + 1;
    int width = bits.readInt(4);
    List<Integer> points = new ArrayList<>(List.of(0, 1 << width));
    List<PointClass> partitions = new ArrayList<>();
    for (int number : classOf) {
      var of = all.get(number);
      partitions.add(of);
      for (int i = 0; i < of.dimensions(); i++) {
        points.add(bits.readInt(width));
      }
    }
    if (points.stream().distinct().count() < points.size()) {
      throw VorbisCodebook.damaged("two points of a spectrum have one place");
    }
    return new VorbisFloor(
        partitions, multiplier, points.stream().mapToInt(Integer::intValue).toArray());
  }

  private static PointClass readClass(VorbisBits bits, int books) throws VorbisBits.EndOfPacket {
    int dimensions = bits.readInt(3) + 1;
    int subclassBits = bits.readInt(2);
    int master = subclassBits == 0 ? 0 : bits.readInt(8);
    var subclassBooks = new int[1 << subclassBits];
    for (int i = 0; i < subclassBooks.length; i++) {
      subclassBooks[i] = bits.readInt(8) - 1;
      if (subclassBooks[i] >= books || master >= books) {
        throw VorbisCodebook.damaged("a codebook is missing");
      }
    }
    return new PointClass(dimensions, subclassBits, master, subclassBooks);
  }

  /** Reads the points of a block; an empty array if the channel is silent. */
  int[] points(VorbisBits bits, List<VorbisCodebook> books) {
    try {
      if (!bits.readFlag()) {
        return new int[0];
      }
      var y = new int[x.length];
      int width = VorbisBits.width(RANGES[multiplier - 1] - 1);
      y[0] = bits.readInt(width);
      y[1] = bits.readInt(width);
      int at = 2;
      for (var partition : partitions) {
        int mask = (1 << partition.subclassBits()) - 1;
        int subclasses =
            partition.subclassBits() == 0 ? 0 : books.get(partition.master()).entry(bits);
        for (int i = 0; i < partition.dimensions(); i++) {
          int book = partition.books()[subclasses & mask];
          subclasses >>= partition.subclassBits();
          y[at++] = book < 0 ? 0 : books.get(book).entry(bits);
        }
      }
      return y;
    } catch (VorbisBits.EndOfPacket _) {
      return new int[0];
    }
  }

  /** Multiplies a spectrum by the shape that points describe. */
  void apply(int[] points, float[] spectrum, int n) {
    int range = RANGES[multiplier - 1];
    var y = points.clone();
    var used = new boolean[y.length];
    used[0] = true;
    used[1] = true;
    for (int i = 2; i < y.length; i++) {
      int a = low[i];
      int b = high[i];
      int predicted = between(x[a], y[a], x[b], y[b], x[i]);
      int value = points[i];
      if (value == 0) {
        y[i] = predicted;
        continue;
      }
      used[a] = true;
      used[b] = true;
      used[i] = true;
      y[i] = predicted + difference(value, range - predicted, predicted);
    }
    int fromX = 0;
    int fromY = y[order[0]] * multiplier;
    for (int i = 1; i < order.length && fromX < n; i++) {
      int point = order[i];
      if (used[point]) {
        line(fromX, fromY, x[point], y[point] * multiplier, spectrum, n);
        fromX = x[point];
        fromY = y[point] * multiplier;
      }
    }
    line(fromX, fromY, n, fromY, spectrum, n);
  }

  /** Small values alternate between the two directions, larger ones have only one. */
  private static int difference(int value, int above, int below) {
    if (value >= 2 * Math.min(above, below)) {
      return above > below ? value - below : above - value - 1;
    }
    return (value & 1) == 0 ? value >> 1 : -(value + 1 >> 1);
  }

  private static int between(int x0, int y0, int x1, int y1, int at) {
    int offset = Math.abs(y1 - y0) * (at - x0) / (x1 - x0);
    return y1 < y0 ? y0 - offset : y0 + offset;
  }

  private static void line(int x0, int y0, int x1, int y1, float[] spectrum, int n) {
    int width = x1 - x0;
    if (width <= 0) {
      return;
    }
    int base = (y1 - y0) / width;
    int step = y1 < y0 ? base - 1 : base + 1;
    int rest = Math.abs(y1 - y0) - Math.abs(base) * width;
    int y = y0;
    int error = 0;
    for (int at = x0; at < Math.min(x1, n); at++) {
      spectrum[at] *= AMPLITUDES[Math.clamp(y, 0, AMPLITUDES.length - 1)];
      error += rest;
      if (error >= width) {
        error -= width;
        y += step;
      } else {
        y += base;
      }
    }
  }
}
