package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiOps.doubles;
import static dev.earshot.compute.simd.VectorApiSpecies.DOUBLES;
import static dev.earshot.compute.simd.VectorApiSpecies.HALF;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link HeadRows} on the Vector API. Heads are in whole vectors; where some are left, plain loops
 * compute them.
 */
final class VectorApiHeads {
  private static final int LANES = HALF.length();

  /** Vectors of a row whose sums stay in registers. */
  private static final int STRIP = 8;

  private VectorApiHeads() {}

  private static int bound(HeadRows call) {
    return HALF.loopBound(call.heads);
  }

  static void add(HeadRows call) {
    int size = call.heads * call.width;
    if (call.width % LANES == 0 && size % (STRIP * LANES) == 0) {
      for (int first = 0; first < size; first += STRIP * LANES) {
        addStrip(call, first);
      }
      return;
    }
    for (int h = 0; h < call.heads; h++) {
      for (int c = 0; c < call.width; c += LANES) {
        addVector(call, h, c);
      }
    }
  }

  private static void addStrip(HeadRows call, int first) {
    int[] ends = call.graph.rowOffsets;
    int[] neighbors = call.graph.columnIndices;
    int[] origins = call.graph.origins;
    float[] nodes = call.nodes;
    float[] numbers = call.numbers;
    int heads = call.heads;
    int size = heads * call.width;
    int nodesAt = call.nodesAt + first;
    int numbersAt = call.numbersAt;
    float least = call.least;
    int head0 = first / call.width;
    int head1 = (first + LANES) / call.width;
    int head2 = (first + 2 * LANES) / call.width;
    int head3 = (first + 3 * LANES) / call.width;
    int head4 = (first + 4 * LANES) / call.width;
    int head5 = (first + 5 * LANES) / call.width;
    int head6 = (first + 6 * LANES) / call.width;
    int head7 = (first + 7 * LANES) / call.width;
    int e = ends[call.from];
    for (int i = call.from; i < call.to; i++) {
      int z = call.startAt + i * call.startStride + first;
      FloatVector sum0 = FloatVector.fromArray(HALF, call.start, z);
      FloatVector sum1 = FloatVector.fromArray(HALF, call.start, z + LANES);
      FloatVector sum2 = FloatVector.fromArray(HALF, call.start, z + 2 * LANES);
      FloatVector sum3 = FloatVector.fromArray(HALF, call.start, z + 3 * LANES);
      FloatVector sum4 = FloatVector.fromArray(HALF, call.start, z + 4 * LANES);
      FloatVector sum5 = FloatVector.fromArray(HALF, call.start, z + 5 * LANES);
      FloatVector sum6 = FloatVector.fromArray(HALF, call.start, z + 6 * LANES);
      FloatVector sum7 = FloatVector.fromArray(HALF, call.start, z + 7 * LANES);
      for (int end = ends[i + 1]; e < end; e++) {
        int at = nodesAt + neighbors[e] * size;
        int number = numbersAt + origins[e] * heads;
        FloatVector w0 = FloatVector.broadcast(HALF, numbers[number + head0]);
        FloatVector w1 = FloatVector.broadcast(HALF, numbers[number + head1]);
        FloatVector w2 = FloatVector.broadcast(HALF, numbers[number + head2]);
        FloatVector w3 = FloatVector.broadcast(HALF, numbers[number + head3]);
        FloatVector w4 = FloatVector.broadcast(HALF, numbers[number + head4]);
        FloatVector w5 = FloatVector.broadcast(HALF, numbers[number + head5]);
        FloatVector w6 = FloatVector.broadcast(HALF, numbers[number + head6]);
        FloatVector w7 = FloatVector.broadcast(HALF, numbers[number + head7]);
        sum0 = FloatVector.fromArray(HALF, nodes, at).fma(w0, sum0);
        sum1 = FloatVector.fromArray(HALF, nodes, at + LANES).fma(w1, sum1);
        sum2 = FloatVector.fromArray(HALF, nodes, at + 2 * LANES).fma(w2, sum2);
        sum3 = FloatVector.fromArray(HALF, nodes, at + 3 * LANES).fma(w3, sum3);
        sum4 = FloatVector.fromArray(HALF, nodes, at + 4 * LANES).fma(w4, sum4);
        sum5 = FloatVector.fromArray(HALF, nodes, at + 5 * LANES).fma(w5, sum5);
        sum6 = FloatVector.fromArray(HALF, nodes, at + 6 * LANES).fma(w6, sum6);
        sum7 = FloatVector.fromArray(HALF, nodes, at + 7 * LANES).fma(w7, sum7);
      }
      int out = call.ownRow(i) + first;
      int b = call.biasAt + first;
      sum0.add(FloatVector.fromArray(HALF, call.bias, b)).max(least).intoArray(call.own, out);
      sum1.add(FloatVector.fromArray(HALF, call.bias, b + LANES))
          .max(least)
          .intoArray(call.own, out + LANES);
      sum2.add(FloatVector.fromArray(HALF, call.bias, b + 2 * LANES))
          .max(least)
          .intoArray(call.own, out + 2 * LANES);
      sum3.add(FloatVector.fromArray(HALF, call.bias, b + 3 * LANES))
          .max(least)
          .intoArray(call.own, out + 3 * LANES);
      sum4.add(FloatVector.fromArray(HALF, call.bias, b + 4 * LANES))
          .max(least)
          .intoArray(call.own, out + 4 * LANES);
      sum5.add(FloatVector.fromArray(HALF, call.bias, b + 5 * LANES))
          .max(least)
          .intoArray(call.own, out + 5 * LANES);
      sum6.add(FloatVector.fromArray(HALF, call.bias, b + 6 * LANES))
          .max(least)
          .intoArray(call.own, out + 6 * LANES);
      sum7.add(FloatVector.fromArray(HALF, call.bias, b + 7 * LANES))
          .max(least)
          .intoArray(call.own, out + 7 * LANES);
    }
  }

  /** A head's columns from {@code column} on, one vector or what is left. */
  private static void addVector(HeadRows call, int head, int column) {
    int[] ends = call.graph.rowOffsets;
    int[] neighbors = call.graph.columnIndices;
    int[] origins = call.graph.origins;
    float[] nodes = call.nodes;
    float[] numbers = call.numbers;
    int heads = call.heads;
    int size = heads * call.width;
    int first = head * call.width + column;
    int nodesAt = call.nodesAt + first;
    int numbersAt = call.numbersAt + head;
    VectorMask<Float> some = HALF.indexInRange(column, call.width);
    FloatVector bias = FloatVector.fromArray(HALF, call.bias, call.biasAt + first, some);
    int e = ends[call.from];
    for (int i = call.from; i < call.to; i++) {
      int z = call.startAt + i * call.startStride + first;
      FloatVector sum = FloatVector.fromArray(HALF, call.start, z, some);
      for (int end = ends[i + 1]; e < end; e++) {
        FloatVector number = FloatVector.broadcast(HALF, numbers[numbersAt + origins[e] * heads]);
        int at = nodesAt + neighbors[e] * size;
        sum = FloatVector.fromArray(HALF, nodes, at, some).fma(number, sum);
      }
      sum.add(bias).max(call.least).intoArray(call.own, call.ownRow(i) + first, some);
    }
  }

  static void multiply(HeadRows call) {
    int bound = bound(call);
    int heads = call.heads;
    int size = heads * call.width;
    int strips = size - call.width % STRIP * heads;
    float[] x = call.own;
    float[] y = call.nodes;
    for (int h = 0; h < bound; h += LANES) {
      for (int i = call.from; i < call.to; i++) {
        int own = call.ownRow(i) + h;
        int end = call.graph.rowOffsets[i + 1];
        for (int e = call.graph.rowOffsets[i]; e < end; e++) {
          int node = call.nodeRow(e) + h;
          DoubleVector sum = DoubleVector.zero(DOUBLES);
          for (int at = 0; at < strips; at += STRIP * heads) {
            sum = sum.add(product(x, own + at, y, node + at));
            sum = sum.add(product(x, own + at + heads, y, node + at + heads));
            sum = sum.add(product(x, own + at + 2 * heads, y, node + at + 2 * heads));
            sum = sum.add(product(x, own + at + 3 * heads, y, node + at + 3 * heads));
            sum = sum.add(product(x, own + at + 4 * heads, y, node + at + 4 * heads));
            sum = sum.add(product(x, own + at + 5 * heads, y, node + at + 5 * heads));
            sum = sum.add(product(x, own + at + 6 * heads, y, node + at + 6 * heads));
            sum = sum.add(product(x, own + at + 7 * heads, y, node + at + 7 * heads));
          }
          for (int at = strips; at < size; at += heads) {
            sum = sum.add(product(x, own + at, y, node + at));
          }
          ((FloatVector) sum.convertShape(VectorOperators.D2F, HALF, 0))
              .intoArray(call.numbers, call.numberRow(e) + h);
        }
      }
    }
    PlainOps.multiplyNeighborsFrom(bound, call);
  }

  private static DoubleVector product(float[] x, int xAt, float[] y, int yAt) {
    return doubles(FloatVector.fromArray(HALF, x, xAt).mul(FloatVector.fromArray(HALF, y, yAt)));
  }

  static void scores(HeadRows call, float slope) {
    int bound = bound(call);
    int heads = call.heads;
    for (int h = 0; h < bound; h += LANES) {
      for (int i = call.from; i < call.to; i++) {
        FloatVector target = FloatVector.fromArray(HALF, call.own, call.ownRow(i) + h);
        FloatVector largest = FloatVector.broadcast(HALF, Float.NEGATIVE_INFINITY);
        int begin = call.graph.rowOffsets[i];
        int end = call.graph.rowOffsets[i + 1];
        for (int e = begin; e < end; e++) {
          FloatVector z =
              target.add(FloatVector.fromArray(HALF, call.nodes, call.nodeRow(e) + heads + h));
          FloatVector score = z.mul(slope).blend(z, z.compare(VectorOperators.GT, 0));
          largest = largest.blend(score, score.compare(VectorOperators.GT, largest));
          score.intoArray(call.numbers, call.numberRow(e) + h);
        }
        for (int e = begin; e < end; e++) {
          int at = call.numberRow(e) + h;
          FloatVector.fromArray(HALF, call.numbers, at).sub(largest).intoArray(call.numbers, at);
        }
      }
    }
    PlainOps.neighborScoresFrom(bound, call, slope);
  }

  static void normalize(HeadRows call) {
    int bound = bound(call);
    for (int h = 0; h < bound; h += LANES) {
      for (int i = call.from; i < call.to; i++) {
        int begin = call.graph.rowOffsets[i];
        int end = call.graph.rowOffsets[i + 1];
        DoubleVector sum = DoubleVector.zero(DOUBLES);
        for (int e = begin; e < end; e++) {
          sum = sum.add(doubles(call.numbers, call.numberRow(e) + h));
        }
        FloatVector scale =
            (FloatVector)
                DoubleVector.broadcast(DOUBLES, 1)
                    .div(sum)
                    .convertShape(VectorOperators.D2F, HALF, 0);
        for (int e = begin; e < end; e++) {
          int at = call.numberRow(e) + h;
          FloatVector.fromArray(HALF, call.numbers, at).mul(scale).intoArray(call.numbers, at);
        }
      }
    }
    PlainOps.normalizeNeighborsFrom(bound, call);
  }

  static void scoreSlopes(HeadRows call, double slope) {
    float[] weights = call.weights;
    float[] slopes = call.slopes;
    int bound = bound(call);
    int heads = call.heads;
    int toWeight = call.weightsAt - call.numbersAt;
    for (int h = 0; h < bound; h += LANES) {
      for (int i = call.from; i < call.to; i++) {
        int begin = call.graph.rowOffsets[i];
        int end = call.graph.rowOffsets[i + 1];
        DoubleVector mean = DoubleVector.zero(DOUBLES);
        for (int e = begin; e < end; e++) {
          int at = call.numberRow(e) + h;
          mean = mean.add(doubles(weights, at + toWeight).mul(doubles(call.numbers, at)));
        }
        FloatVector target = FloatVector.fromArray(HALF, call.own, call.ownRow(i) + h);
        int own = 2 * heads * i + h;
        FloatVector ownSlope = FloatVector.fromArray(HALF, slopes, own);
        for (int e = begin; e < end; e++) {
          int at = call.numberRow(e) + h;
          int source = call.nodeRow(e) + heads + h;
          DoubleVector z = doubles(target.add(FloatVector.fromArray(HALF, call.nodes, source)));
          DoubleVector change =
              doubles(weights, at + toWeight).mul(doubles(call.numbers, at).sub(mean));
          FloatVector byScore =
              (FloatVector)
                  change
                      .mul(slope)
                      .blend(change, z.compare(VectorOperators.GT, 0))
                      .convertShape(VectorOperators.D2F, HALF, 0);
          ownSlope = ownSlope.add(byScore);
          int to = source - call.nodesAt;
          FloatVector.fromArray(HALF, slopes, to).add(byScore).intoArray(slopes, to);
        }
        ownSlope.intoArray(slopes, own);
      }
    }
    PlainOps.scoreSlopesFrom(bound, call, slope);
  }
}
