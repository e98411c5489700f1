package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.INTS;
import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes square blocks with as many rows as a vector has lanes. For d = 1, 2, 4, ..., rows i
 * and i + d (bit d of i is 0) exchange elements: the lanes of row i whose number has bit d set with
 * the lanes of row i + d whose number has it clear. This takes half a vector operation for each
 * element. Moving one element at a time takes a load and a store.
 */
final class VectorApiTranspose {
  // One constant for each distance, because the compiler makes instructions only of constants.
  private static final VectorShuffle<Float> PARTNER_1 = partner(1);
  private static final VectorShuffle<Float> PARTNER_2 = partner(2);
  private static final VectorShuffle<Float> PARTNER_4 = partner(4);
  private static final VectorShuffle<Float> PARTNER_8 = partner(8);
  private static final VectorMask<Float> UPPER_1 = upper(1);
  private static final VectorMask<Float> UPPER_2 = upper(2);
  private static final VectorMask<Float> UPPER_4 = upper(4);
  private static final VectorMask<Float> UPPER_8 = upper(8);
  private static final IntVector LOW_1 = low(1);
  private static final IntVector LOW_2 = low(2);
  private static final IntVector LOW_4 = low(4);
  private static final IntVector LOW_8 = low(8);
  private static final IntVector HIGH_1 = high(1);
  private static final IntVector HIGH_2 = high(2);
  private static final IntVector HIGH_4 = high(4);
  private static final IntVector HIGH_8 = high(8);

  // Of four rows of eight elements in two vectors, four columns; lane 4 c + r has row r.
  private static final IntVector LEFT_OF_ROWS = from(lane -> 8 * (lane % 4) + lane / 4);
  private static final IntVector RIGHT_OF_ROWS = from(lane -> 8 * (lane % 4) + lane / 4 + 4);
  // Of four columns of the upper rows and of the lower rows, two columns; lane 8 c + r has row r.
  private static final IntVector FIRST_COLUMNS =
      from(lane -> lane % 8 / 4 * LANES + 4 * (lane / 8) + lane % 4);
  private static final IntVector LAST_COLUMNS =
      from(lane -> lane % 8 / 4 * LANES + 4 * (lane / 8 + 2) + lane % 4);

  private final float[] block = new float[LANES * LANES];

  /** {@code target[to + t width + j] = source[at + j stride + t]} for j, t below the lane count. */
  void transpose(float[] source, int at, int stride, float[] target, int to, int width) {
    if (LANES == 16) {
      transpose16(source, at, stride, target, to, width);
      return;
    }
    for (int row = 0; row < LANES; row++) {
      FloatVector.fromArray(SPECIES, source, at + row * stride).intoArray(block, row * LANES);
    }
    exchange(block, 1, PARTNER_1, UPPER_1);
    exchange(block, 2, PARTNER_2, UPPER_2);
    if (LANES > 4) {
      exchange(block, 4, PARTNER_4, UPPER_4);
    }
    if (LANES > 8) {
      exchange(block, 8, PARTNER_8, UPPER_8);
    }
    for (int row = 0; row < LANES; row++) {
      FloatVector.fromArray(SPECIES, block, row * LANES).intoArray(target, to + row * width);
    }
  }

  /** As {@link VectorOps#transposeRows}. */
  void transposeRows(float[] x, int xAt, int rows, int heads, int width, float[] y, int yAt) {
    int size = heads * width;
    if (LANES == 16 && heads == 8 && width == 8) {
      for (int at = 0; at < rows * size; at += size) {
        transpose8(x, xAt + at, y, yAt + at);
      }
      return;
    }
    int headBound = heads % LANES == 0 && width % LANES == 0 ? heads : 0;
    for (int at = 0; at < rows * size; at += size) {
      for (int h = 0; h < headBound; h += LANES) {
        for (int c = 0; c < width; c += LANES) {
          transpose(x, xAt + at + h * width + c, width, y, yAt + at + c * heads + h, heads);
        }
      }
      if (headBound == 0) {
        PlainOps.transpose(x, xAt + at, width, heads, width, y, yAt + at, heads);
      }
    }
  }

  /** A block of eight rows of eight elements, one after the other, two in a vector. */
  private static void transpose8(float[] x, int from, float[] y, int to) {
    IntVector a0 = row(x, from);
    IntVector a1 = row(x, from + LANES);
    IntVector a2 = row(x, from + 2 * LANES);
    IntVector a3 = row(x, from + 3 * LANES);
    // Four columns of four rows each.
    IntVector b0 = LEFT_OF_ROWS.selectFrom(a0, a1);
    IntVector b1 = RIGHT_OF_ROWS.selectFrom(a0, a1);
    IntVector b2 = LEFT_OF_ROWS.selectFrom(a2, a3);
    IntVector b3 = RIGHT_OF_ROWS.selectFrom(a2, a3);
    FIRST_COLUMNS.selectFrom(b0, b2).reinterpretAsFloats().intoArray(y, to);
    LAST_COLUMNS.selectFrom(b0, b2).reinterpretAsFloats().intoArray(y, to + LANES);
    FIRST_COLUMNS.selectFrom(b1, b3).reinterpretAsFloats().intoArray(y, to + 2 * LANES);
    LAST_COLUMNS.selectFrom(b1, b3).reinterpretAsFloats().intoArray(y, to + 3 * LANES);
  }

  /**
   * Keeps all sixteen rows in registers. Each row of an exchanged pair takes one instruction with
   * two sources.
   */
  private static void transpose16(
      float[] source, int at, int stride, float[] target, int to, int width) {
    IntVector a0 = row(source, at);
    IntVector a1 = row(source, at + 1 * stride);
    IntVector a2 = row(source, at + 2 * stride);
    IntVector a3 = row(source, at + 3 * stride);
    IntVector a4 = row(source, at + 4 * stride);
    IntVector a5 = row(source, at + 5 * stride);
    IntVector a6 = row(source, at + 6 * stride);
    IntVector a7 = row(source, at + 7 * stride);
    IntVector a8 = row(source, at + 8 * stride);
    IntVector a9 = row(source, at + 9 * stride);
    IntVector a10 = row(source, at + 10 * stride);
    IntVector a11 = row(source, at + 11 * stride);
    IntVector a12 = row(source, at + 12 * stride);
    IntVector a13 = row(source, at + 13 * stride);
    IntVector a14 = row(source, at + 14 * stride);
    IntVector a15 = row(source, at + 15 * stride);
    IntVector b0 = LOW_1.selectFrom(a0, a1);
    IntVector b1 = HIGH_1.selectFrom(a0, a1);
    IntVector b2 = LOW_1.selectFrom(a2, a3);
    IntVector b3 = HIGH_1.selectFrom(a2, a3);
    IntVector b4 = LOW_1.selectFrom(a4, a5);
    IntVector b5 = HIGH_1.selectFrom(a4, a5);
    IntVector b6 = LOW_1.selectFrom(a6, a7);
    IntVector b7 = HIGH_1.selectFrom(a6, a7);
    IntVector b8 = LOW_1.selectFrom(a8, a9);
    IntVector b9 = HIGH_1.selectFrom(a8, a9);
    IntVector b10 = LOW_1.selectFrom(a10, a11);
    IntVector b11 = HIGH_1.selectFrom(a10, a11);
    IntVector b12 = LOW_1.selectFrom(a12, a13);
    IntVector b13 = HIGH_1.selectFrom(a12, a13);
    IntVector b14 = LOW_1.selectFrom(a14, a15);
    IntVector b15 = HIGH_1.selectFrom(a14, a15);
    IntVector c0 = LOW_2.selectFrom(b0, b2);
    IntVector c2 = HIGH_2.selectFrom(b0, b2);
    IntVector c1 = LOW_2.selectFrom(b1, b3);
    IntVector c3 = HIGH_2.selectFrom(b1, b3);
    IntVector c4 = LOW_2.selectFrom(b4, b6);
    IntVector c6 = HIGH_2.selectFrom(b4, b6);
    IntVector c5 = LOW_2.selectFrom(b5, b7);
    IntVector c7 = HIGH_2.selectFrom(b5, b7);
    IntVector c8 = LOW_2.selectFrom(b8, b10);
    IntVector c10 = HIGH_2.selectFrom(b8, b10);
    IntVector c9 = LOW_2.selectFrom(b9, b11);
    IntVector c11 = HIGH_2.selectFrom(b9, b11);
    IntVector c12 = LOW_2.selectFrom(b12, b14);
    IntVector c14 = HIGH_2.selectFrom(b12, b14);
    IntVector c13 = LOW_2.selectFrom(b13, b15);
    IntVector c15 = HIGH_2.selectFrom(b13, b15);
    IntVector d0 = LOW_4.selectFrom(c0, c4);
    IntVector d4 = HIGH_4.selectFrom(c0, c4);
    IntVector d1 = LOW_4.selectFrom(c1, c5);
    IntVector d5 = HIGH_4.selectFrom(c1, c5);
    IntVector d2 = LOW_4.selectFrom(c2, c6);
    IntVector d6 = HIGH_4.selectFrom(c2, c6);
    IntVector d3 = LOW_4.selectFrom(c3, c7);
    IntVector d7 = HIGH_4.selectFrom(c3, c7);
    IntVector d8 = LOW_4.selectFrom(c8, c12);
    IntVector d12 = HIGH_4.selectFrom(c8, c12);
    IntVector d9 = LOW_4.selectFrom(c9, c13);
    IntVector d13 = HIGH_4.selectFrom(c9, c13);
    IntVector d10 = LOW_4.selectFrom(c10, c14);
    IntVector d14 = HIGH_4.selectFrom(c10, c14);
    IntVector d11 = LOW_4.selectFrom(c11, c15);
    IntVector d15 = HIGH_4.selectFrom(c11, c15);
    IntVector e0 = LOW_8.selectFrom(d0, d8);
    IntVector e8 = HIGH_8.selectFrom(d0, d8);
    IntVector e1 = LOW_8.selectFrom(d1, d9);
    IntVector e9 = HIGH_8.selectFrom(d1, d9);
    IntVector e2 = LOW_8.selectFrom(d2, d10);
    IntVector e10 = HIGH_8.selectFrom(d2, d10);
    IntVector e3 = LOW_8.selectFrom(d3, d11);
    IntVector e11 = HIGH_8.selectFrom(d3, d11);
    IntVector e4 = LOW_8.selectFrom(d4, d12);
    IntVector e12 = HIGH_8.selectFrom(d4, d12);
    IntVector e5 = LOW_8.selectFrom(d5, d13);
    IntVector e13 = HIGH_8.selectFrom(d5, d13);
    IntVector e6 = LOW_8.selectFrom(d6, d14);
    IntVector e14 = HIGH_8.selectFrom(d6, d14);
    IntVector e7 = LOW_8.selectFrom(d7, d15);
    IntVector e15 = HIGH_8.selectFrom(d7, d15);
    e0.reinterpretAsFloats().intoArray(target, to);
    e1.reinterpretAsFloats().intoArray(target, to + 1 * width);
    e2.reinterpretAsFloats().intoArray(target, to + 2 * width);
    e3.reinterpretAsFloats().intoArray(target, to + 3 * width);
    e4.reinterpretAsFloats().intoArray(target, to + 4 * width);
    e5.reinterpretAsFloats().intoArray(target, to + 5 * width);
    e6.reinterpretAsFloats().intoArray(target, to + 6 * width);
    e7.reinterpretAsFloats().intoArray(target, to + 7 * width);
    e8.reinterpretAsFloats().intoArray(target, to + 8 * width);
    e9.reinterpretAsFloats().intoArray(target, to + 9 * width);
    e10.reinterpretAsFloats().intoArray(target, to + 10 * width);
    e11.reinterpretAsFloats().intoArray(target, to + 11 * width);
    e12.reinterpretAsFloats().intoArray(target, to + 12 * width);
    e13.reinterpretAsFloats().intoArray(target, to + 13 * width);
    e14.reinterpretAsFloats().intoArray(target, to + 14 * width);
    e15.reinterpretAsFloats().intoArray(target, to + 15 * width);
  }

  private static IntVector row(float[] source, int at) {
    return FloatVector.fromArray(SPECIES, source, at).reinterpretAsInts();
  }

  private static void exchange(
      float[] block, int distance, VectorShuffle<Float> partner, VectorMask<Float> upper) {
    for (int pair = 0; pair < LANES / 2; pair++) {
      // The pair's number with a 0 bit inserted at the distance.
      int row = pair + (pair & -distance);
      int low = row * LANES;
      int high = (row + distance) * LANES;
      FloatVector a = FloatVector.fromArray(SPECIES, block, low);
      FloatVector b = FloatVector.fromArray(SPECIES, block, high);
      a.blend(b.rearrange(partner), upper).intoArray(block, low);
      a.rearrange(partner).blend(b, upper).intoArray(block, high);
    }
  }

  /**
   * For each lane of a pair's lower row, the lane that it comes from: one of the row itself, or the
   * upper row's lane whose number has the distance's bit clear.
   */
  private static IntVector low(int distance) {
    return from(lane -> (lane & distance) == 0 ? lane : LANES + (lane ^ distance));
  }

  /** As {@link #low}, for the upper row. */
  private static IntVector high(int distance) {
    return from(lane -> (lane & distance) == 0 ? lane ^ distance : LANES + lane);
  }

  /** The lane of two vectors that each lane comes from. */
  private static IntVector from(IntUnaryOperator lanes) {
    return IntVector.fromArray(INTS, IntStream.range(0, LANES).map(lanes).toArray(), 0);
  }

  /** For each lane, the lane whose number differs in the distance's bit. */
  private static VectorShuffle<Float> partner(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ distance) % LANES);
  }

  /** The lanes whose number has the distance's bit set. */
  private static VectorMask<Float> upper(int distance) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & distance) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }
}
