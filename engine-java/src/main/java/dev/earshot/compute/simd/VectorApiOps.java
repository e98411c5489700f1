package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.DOUBLES;
import static dev.earshot.compute.simd.VectorApiSpecies.HALF;
import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import dev.earshot.compute.RandomSource;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link VectorOps} on the JDK's Vector API. */
final class VectorApiOps implements VectorOps {
  /** Elements of long rows that are read again for each part of the partial sums. */
  private static final int BLOCK = 512;

  private final PlainOps behind = new PlainOps("behind the last whole vector");
  private final VectorApiProducts products = new VectorApiProducts(this);
  private final VectorApiTranspose transpose = new VectorApiTranspose();
  private final VectorApiRandom random = new VectorApiRandom();
  private final VectorApiNormalization normalization = new VectorApiNormalization();
  private final float[] lanes = new float[FixedOrder.LANES];
  private final double[] doubleLanes = new double[FixedOrder.LANES];

  private VectorApiOps() {}

  static VectorOps open() {
    return new VectorApiOps();
  }

  @Override
  public String description() {
    return "float, %s-bit vectors".formatted(SPECIES.vectorBitSize());
  }

  @Override
  public PanelLayout panels() {
    return VectorApiTiles.WIDEST > PanelLayout.NARROW.most()
        ? PanelLayout.WIDE
        : PanelLayout.NARROW;
  }

  @Override
  public void packPanel(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to) {
    int bound = SPECIES.loopBound(valid);
    for (int t = 0; t < inner; t++) {
      int from = at + t * stride;
      int row = to + t * width;
      for (int j = 0; j < bound; j += LANES) {
        FloatVector.fromArray(SPECIES, source, from + j).intoArray(panel, row + j);
      }
      for (int j = bound; j < width; j += LANES) {
        VectorMask<Float> rest = SPECIES.indexInRange(j, valid);
        FloatVector.fromArray(SPECIES, source, from + j, rest).intoArray(panel, row + j);
      }
    }
  }

  @Override
  public void packPanelTransposed(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to) {
    if (valid < width) {
      behind.packPanelTransposed(source, at, stride, inner, valid, width, panel, to);
      return;
    }
    int bound = SPECIES.loopBound(inner);
    for (int j = 0; j < width; j += LANES) {
      int row = at + j * stride;
      for (int t = 0; t < bound; t += LANES) {
        transpose.transpose(source, row + t, stride, panel, to + t * width + j, width);
      }
      PlainOps.transpose(
          source, row + bound, stride, LANES, inner - bound, panel, to + bound * width + j, width);
    }
  }

  @Override
  public void multiply(DenseProduct call) {
    products.multiply(call);
  }

  @Override
  public void squaredDistances(DenseProduct call) {
    products.squaredDistances(call);
  }

  @Override
  public double squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    int bound = FixedOrder.bound(n);
    for (int first = 0; first < FixedOrder.LANES; first += HALF.length()) {
      DoubleVector sum = DoubleVector.zero(DOUBLES);
      for (int t = first; t < bound; t += FixedOrder.LANES) {
        DoubleVector difference = doubles(a, aAt + t).sub(doubles(b, bAt + t));
        sum = difference.fma(difference, sum);
      }
      sum.intoArray(doubleLanes, first);
    }
    double last = behind.squaredDistance(a, aAt + bound, b, bAt + bound, n - bound);
    return FixedOrder.total(last, doubleLanes);
  }

  @Override
  public double dot(float[] a, int aAt, float[] b, int bAt, int n) {
    int bound = FixedOrder.bound(n);
    Arrays.fill(doubleLanes, 0);
    for (int block = 0; block < bound; block += BLOCK) {
      int end = Math.min(bound, block + BLOCK);
      for (int first = 0; first < FixedOrder.LANES; first += HALF.length()) {
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, doubleLanes, first);
        for (int t = block + first; t < end; t += FixedOrder.LANES) {
          sum = doubles(a, aAt + t).fma(doubles(b, bAt + t), sum);
        }
        sum.intoArray(doubleLanes, first);
      }
    }
    double last = behind.dot(a, aAt + bound, b, bAt + bound, n - bound);
    return FixedOrder.total(last, doubleLanes);
  }

  static DoubleVector doubles(float[] x, int at) {
    return doubles(FloatVector.fromArray(HALF, x, at));
  }

  static DoubleVector doubles(FloatVector x) {
    return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  @Override
  public int candidates(CandidateScan scan) {
    int bound = SPECIES.loopBound(scan.count);
    int count = 0;
    for (int j = 0; j < bound; j += LANES) {
      int column = scan.firstColumn + j;
      FloatVector product = FloatVector.fromArray(SPECIES, scan.products, scan.at + j);
      FloatVector near = product.sub(FloatVector.fromArray(SPECIES, scan.columnLower, column));
      FloatVector far = product.sub(FloatVector.fromArray(SPECIES, scan.columnUpper, column));
      FloatVector nearOf = product.sub(scan.rowLower);
      FloatVector farOf = product.sub(scan.rowUpper);
      var passing =
          near.compare(VectorOperators.GE, scan.rowNear)
              .or(far.compare(VectorOperators.LE, scan.rowFar))
              .or(
                  nearOf.compare(
                      VectorOperators.GE, FloatVector.fromArray(SPECIES, scan.columnNear, column)))
              .or(
                  farOf.compare(
                      VectorOperators.LE, FloatVector.fromArray(SPECIES, scan.columnFar, column)));
      for (long left = passing.toLong(); left != 0; left &= left - 1) {
        scan.found[count++] = j + Long.numberOfTrailingZeros(left);
      }
    }
    return PlainOps.candidatesFrom(bound, count, scan);
  }

  @Override
  public void select(ColumnSelection selection, float[] distances, int width, int first, int rows) {
    VectorApiSelection.select(selection, distances, width, first, rows);
  }

  @Override
  public void store(float[] z, int zAt, RowStore store, int column, float[] c, int cAt, int n) {
    int bound = SPECIES.loopBound(n);
    for (int j = 0; j < bound; j += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, z, zAt + j);
      if (store.beta != 0) {
        value =
            FloatVector.fromArray(SPECIES, c, cAt + j)
                .fma(FloatVector.broadcast(SPECIES, store.beta), value);
      }
      if (store.biased) {
        value =
            value.add(FloatVector.fromArray(SPECIES, store.bias, store.biasOffset + column + j));
      }
      if (store.relu) {
        value = value.max(0);
      }
      value.intoArray(c, cAt + j);
    }
    PlainOps.storeFrom(bound, z, zAt, store, column, c, cAt, n);
  }

  @Override
  public void add(float alpha, float[] x, int xAt, float beta, float[] y, int yAt, int n) {
    int bound = SPECIES.loopBound(n);
    if (beta == 0) {
      for (int i = 0; i < bound; i += LANES) {
        FloatVector.fromArray(SPECIES, x, xAt + i).mul(alpha).intoArray(y, yAt + i);
      }
    } else {
      for (int i = 0; i < bound; i += LANES) {
        FloatVector.fromArray(SPECIES, x, xAt + i)
            .fma(
                FloatVector.broadcast(SPECIES, alpha),
                FloatVector.fromArray(SPECIES, y, yAt + i).mul(beta))
            .intoArray(y, yAt + i);
      }
    }
    behind.add(alpha, x, xAt + bound, beta, y, yAt + bound, n - bound);
  }

  @Override
  public void multiply(SparseProduct product) {
    VectorApiSparse.multiply(product);
  }

  @Override
  public void multiplyEach(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n) {
    int bound = SPECIES.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xAt + i)
          .mul(FloatVector.fromArray(SPECIES, y, yAt + i))
          .intoArray(z, zAt + i);
    }
    behind.multiplyEach(x, xAt + bound, y, yAt + bound, z, zAt + bound, n - bound);
  }

  @Override
  public void transposeRows(
      float[] x, int xAt, int rows, int heads, int width, float[] y, int yAt) {
    transpose.transposeRows(x, xAt, rows, heads, width, y, yAt);
  }

  @Override
  public void addNeighbors(HeadRows call) {
    VectorApiHeads.add(call);
  }

  @Override
  public void multiplyNeighbors(HeadRows call) {
    VectorApiHeads.multiply(call);
  }

  @Override
  public void neighborScores(HeadRows call, float slope) {
    VectorApiHeads.scores(call, slope);
  }

  @Override
  public void normalizeNeighbors(HeadRows call) {
    VectorApiHeads.normalize(call);
  }

  @Override
  public void scoreSlopes(HeadRows call, double slope) {
    VectorApiHeads.scoreSlopes(call, slope);
  }

  @Override
  public void columnSums(
      float[] x, int xAt, int rows, int columns, float beta, float[] sums, int sumsAt) {
    VectorApiSums.columnSums(behind, x, xAt, rows, columns, beta, sums, sumsAt);
  }

  @Override
  public void rectifierBackward(
      float[] y,
      int yAt,
      float[] g,
      int gAt,
      int rows,
      int columns,
      float beta,
      float[] sums,
      int sumsAt) {
    if (VectorApiSums.inOnePass(columns)) {
      VectorApiSums.rectifierBackward(y, yAt, g, gAt, rows, columns, beta, sums, sumsAt);
    } else {
      VectorOps.super.rectifierBackward(y, yAt, g, gAt, rows, columns, beta, sums, sumsAt);
    }
  }

  @Override
  public boolean isZero(float[] x, int xAt, int n) {
    int bound = SPECIES.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      if (FloatVector.fromArray(SPECIES, x, xAt + i).compare(VectorOperators.NE, 0).anyTrue()) {
        return false;
      }
    }
    return behind.isZero(x, xAt + bound, n - bound);
  }

  @Override
  public void zeroWhereNotPositive(float[] y, int yAt, float[] g, int gAt, int n) {
    int bound = SPECIES.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      var flat = FloatVector.fromArray(SPECIES, y, yAt + i).compare(VectorOperators.LE, 0);
      FloatVector.fromArray(SPECIES, g, gAt + i).blend(0, flat).intoArray(g, gAt + i);
    }
    behind.zeroWhereNotPositive(y, yAt + bound, g, gAt + bound, n - bound);
  }

  @Override
  public double squaredError(
      float[] p, int pAt, float[] t, int tAt, float factor, float[] g, int gAt, int n) {
    int bound = FixedOrder.bound(n);
    for (int first = 0; first < FixedOrder.LANES; first += LANES) {
      FloatVector sums = FloatVector.zero(SPECIES);
      for (int i = first; i < bound; i += FixedOrder.LANES) {
        FloatVector error =
            FloatVector.fromArray(SPECIES, p, pAt + i)
                .sub(FloatVector.fromArray(SPECIES, t, tAt + i));
        sums = error.fma(error, sums);
        error.mul(factor).intoArray(g, gAt + i);
      }
      sums.intoArray(lanes, first);
    }
    double last =
        behind.squaredError(p, pAt + bound, t, tAt + bound, factor, g, gAt + bound, n - bound);
    return FixedOrder.total(last, lanes);
  }

  /** See {@link FloatExp}. */
  @Override
  public void exp(float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = SPECIES.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      exp(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    behind.exp(x, xAt + bound, y, yAt + bound, n - bound);
  }

  private static FloatVector exp(FloatVector power) {
    FloatVector rounded =
        power.fma(
            FloatVector.broadcast(SPECIES, FloatExp.LOG2_E),
            FloatVector.broadcast(SPECIES, FloatExp.ROUNDER));
    FloatVector whole = rounded.sub(FloatExp.ROUNDER);
    FloatVector r =
        whole.fma(
            FloatVector.broadcast(SPECIES, -FloatExp.LN2_LOW),
            whole.fma(FloatVector.broadcast(SPECIES, -FloatExp.LN2_HIGH), power));
    FloatVector tail =
        FloatVector.broadcast(SPECIES, FloatExp.C7)
            .fma(r, FloatVector.broadcast(SPECIES, FloatExp.C6))
            .fma(r, FloatVector.broadcast(SPECIES, FloatExp.C5))
            .fma(r, FloatVector.broadcast(SPECIES, FloatExp.C4))
            .fma(r, FloatVector.broadcast(SPECIES, FloatExp.C3))
            .fma(r, FloatVector.broadcast(SPECIES, FloatExp.C2));
    FloatVector fraction = tail.fma(r.mul(r), r).add(1);
    IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return fraction
        .reinterpretAsInts()
        .add(exponent)
        .reinterpretAsFloats()
        .blend(0, power.compare(VectorOperators.LT, FloatExp.LOWEST));
  }

  @Override
  public void elu(float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = SPECIES.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      value.max(0).add(exp(value.min(0)).sub(1)).intoArray(y, yAt + i);
    }
    behind.elu(x, xAt + bound, y, yAt + bound, n - bound);
  }

  @Override
  public void eluBackward(
      float[] y, int yAt, float[] g, int gAt, float beta, float[] x, int xAt, int n) {
    int bound = SPECIES.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector own =
          FloatVector.fromArray(SPECIES, y, yAt + i)
              .min(0)
              .add(1)
              .mul(FloatVector.fromArray(SPECIES, g, gAt + i));
      if (beta != 0) {
        own = own.add(FloatVector.fromArray(SPECIES, x, xAt + i).mul(beta));
      }
      own.intoArray(x, xAt + i);
    }
    behind.eluBackward(y, yAt + bound, g, gAt + bound, beta, x, xAt + bound, n - bound);
  }

  @Override
  public void drawBits(RandomSource source, int rows, long least, int columns, int[] bits) {
    random.drawBits(source, rows, least, columns, bits);
  }

  @Override
  public void addWhere(
      int[] bits, float scale, float[] x, int xAt, float beta, float[] y, int yAt, int n) {
    int bound = SPECIES.loopBound(n);
    for (int j = 0; j < bound; j += LANES) {
      VectorMask<Float> kept =
          VectorMask.fromLong(SPECIES, Integer.toUnsignedLong(bits[j / Integer.SIZE] >>> j));
      FloatVector value =
          FloatVector.zero(SPECIES)
              .blend(FloatVector.fromArray(SPECIES, x, xAt + j).mul(scale), kept);
      if (beta != 0) {
        value = value.add(FloatVector.fromArray(SPECIES, y, yAt + j).mul(beta));
      }
      value.intoArray(y, yAt + j);
    }
    PlainOps.addWhereFrom(bound, bits, scale, x, xAt, beta, y, yAt, n);
  }

  @Override
  public void normals(RandomSource source, int row, int n, double[] numbers) {
    random.normals(source, row, n, numbers);
  }

  @Override
  public void normalizeColumns(
      SimdMatrix x,
      SimdMatrix scale,
      SimdMatrix shift,
      SimdMatrix moments,
      float least,
      SimdMatrix y) {
    normalization.forward(x, scale, shift, moments, least, y);
  }

  @Override
  public void normalizeColumnsBackward(
      SimdMatrix x,
      SimdMatrix scale,
      SimdMatrix moments,
      SimdMatrix gradient,
      float beta,
      SimdMatrix xGradient,
      SimdMatrix affineGradient) {
    normalization.backward(x, scale, moments, gradient, beta, xGradient, affineGradient);
  }
}
