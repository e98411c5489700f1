package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.DOUBLES;
import static dev.earshot.compute.simd.VectorApiSpecies.HALF;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link HeadRows} on the Vector API. A vector holds a number of each head. */
final class VectorApiHeads {
  private VectorApiHeads() {}

  /** Heads in whole vectors; the others are left to plain loops. */
  private static int bound(HeadRows call) {
    return HALF.loopBound(call.heads);
  }

  static void add(HeadRows call) {
    int bound = bound(call);
    for (int h = 0; h < bound; h += HALF.length()) {
      for (int c = 0; c < call.width; c++) {
        int at = c * call.heads + h;
        FloatVector sum = FloatVector.fromArray(HALF, call.own, call.ownAt + at);
        for (int k = 0; k < call.count; k++) {
          sum =
              FloatVector.fromArray(HALF, call.nodes, call.at(k) + at)
                  .fma(
                      FloatVector.fromArray(
                          HALF, call.numbers, call.numbersAt + k * call.heads + h),
                      sum);
        }
        sum.intoArray(call.own, call.ownAt + at);
      }
    }
    PlainOps.addNeighborsFrom(bound, call);
  }

  static void spread(HeadRows call) {
    int bound = bound(call);
    for (int k = 0; k < call.count; k++) {
      int to = call.at(k);
      for (int h = 0; h < bound; h += HALF.length()) {
        FloatVector number =
            FloatVector.fromArray(HALF, call.numbers, call.numbersAt + k * call.heads + h);
        for (int c = 0; c < call.width; c++) {
          int at = c * call.heads + h;
          FloatVector.fromArray(HALF, call.own, call.ownAt + at)
              .fma(number, FloatVector.fromArray(HALF, call.nodes, to + at))
              .intoArray(call.nodes, to + at);
        }
      }
    }
    PlainOps.spreadToNeighborsFrom(bound, call);
  }

  static void multiply(HeadRows call) {
    int bound = bound(call);
    for (int k = 0; k < call.count; k++) {
      int from = call.at(k);
      for (int h = 0; h < bound; h += HALF.length()) {
        DoubleVector sum = DoubleVector.zero(DOUBLES);
        for (int c = 0; c < call.width; c++) {
          int at = c * call.heads + h;
          sum =
              sum.add(
                  FloatVector.fromArray(HALF, call.own, call.ownAt + at)
                      .mul(FloatVector.fromArray(HALF, call.nodes, from + at))
                      .convertShape(VectorOperators.F2D, DOUBLES, 0));
        }
        ((FloatVector) sum.convertShape(VectorOperators.D2F, HALF, 0))
            .intoArray(call.numbers, call.numbersAt + k * call.heads + h);
      }
    }
    PlainOps.multiplyNeighborsFrom(bound, call);
  }
}
