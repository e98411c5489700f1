package dev.earshot.compute.simd;

import dev.earshot.compute.RandomSource;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Plain loops at first, and the Vector API's where they have become faster ({@link VectorKernel}).
 * Both give the same bits, so that nobody can tell from a result which one was used.
 */
final class AdaptiveOps implements VectorOps {
  // What the JVM has compiled belongs to the JVM, so all backends share these.
  private static final VectorKernel.ByColumns PRODUCT = VectorKernel.ByColumns.ofDense();
  private static final VectorKernel.ByColumns CONTINUED_PRODUCT = VectorKernel.ByColumns.ofDense();
  private static final VectorKernel.ByColumns SPARSE = new VectorKernel.ByColumns();
  private static final VectorKernel.ByColumns DISTANCES = VectorKernel.ByColumns.ofDense();
  private static final VectorKernel.ByColumns ADD_NEIGHBORS = new VectorKernel.ByColumns();
  private static final VectorKernel.ByColumns MULTIPLY_NEIGHBORS = new VectorKernel.ByColumns();
  private static final VectorKernel.ByColumns NEIGHBOR_SCORES = new VectorKernel.ByColumns();
  private static final VectorKernel.ByColumns NORMALIZE_NEIGHBORS = new VectorKernel.ByColumns();
  private static final VectorKernel.ByColumns SCORE_SLOPES = new VectorKernel.ByColumns();
  private static final VectorKernel.ByColumns TRANSPOSE_ROWS = new VectorKernel.ByColumns();
  private static final VectorKernel PACK_TRANSPOSED = new VectorKernel();
  private static final VectorKernel DOT = new VectorKernel();
  private static final VectorKernel CANDIDATES = new VectorKernel();
  private static final VectorKernel SELECT = new VectorKernel();
  private static final VectorKernel SCALE = new VectorKernel();
  private static final VectorKernel MULTIPLY_EACH = new VectorKernel();
  private static final VectorKernel ADD = new VectorKernel();
  private static final VectorKernel COLUMN_SUMS = new VectorKernel();
  private static final VectorKernel RECTIFIER_BACKWARD = new VectorKernel();
  private static final VectorKernel ZERO_WHERE = new VectorKernel();
  private static final VectorKernel SQUARED_ERROR = new VectorKernel();
  private static final VectorKernel EXP = new VectorKernel();
  private static final VectorKernel ELU = new VectorKernel();
  private static final VectorKernel ELU_BACKWARD = new VectorKernel();
  private static final VectorKernel DRAW_BITS = new VectorKernel();
  private static final VectorKernel ADD_WHERE = new VectorKernel();
  private static final VectorKernel NORMALS = new VectorKernel();
  private static final VectorKernel NORMALIZE = new VectorKernel();
  private static final VectorKernel NORMALIZE_BACKWARD = new VectorKernel();

  private final VectorOps plain = new PlainOps("until vectors are compiled");

  /** Made when it is needed, because the classes of the Vector API take long to load. */
  private Optional<VectorOps> opened = Optional.empty();

  private VectorOps vector() {
    if (opened.isEmpty()) {
      opened = Optional.of(VectorApiOps.open());
    }
    return opened.get();
  }

  @Override
  public String description() {
    return "float, vectors once they are compiled";
  }

  @Override
  public PanelLayout panels() {
    return opened.orElse(plain).panels();
  }

  @Override
  public void multiply(DenseProduct call) {
    boolean continued = call.store.startsSums(call.inner);
    VectorKernel kernel = (continued ? CONTINUED_PRODUCT : PRODUCT).of(call.b.columns);
    if (kernel.isReady()) {
      vector().multiply(call);
      return;
    }
    long begin = System.nanoTime();
    plain.multiply(call);
    if (kernel.isDue(begin)) {
      WarmUp.start(kernel, Samples.product(call));
    }
  }

  @Override
  public void squaredDistances(DenseProduct call) {
    VectorKernel kernel = DISTANCES.of(call.b.columns);
    if (kernel.isReady()) {
      vector().squaredDistances(call);
      return;
    }
    long begin = System.nanoTime();
    plain.squaredDistances(call);
    if (kernel.isDue(begin)) {
      WarmUp.start(kernel, Samples.squaredDistances(call));
    }
  }

  @Override
  public void multiply(SparseProduct product) {
    VectorKernel kernel = SPARSE.of(product.width);
    if (kernel.isReady()) {
      vector().multiply(product);
      return;
    }
    long begin = System.nanoTime();
    plain.multiply(product);
    if (kernel.isDue(begin)) {
      WarmUp.start(kernel, Samples.sparse(product));
    }
  }

  @Override
  public void packPanel(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to) {
    // The plain one copies arrays, which no vector loop does faster.
    plain.packPanel(source, at, stride, inner, valid, width, panel, to);
  }

  @Override
  public void packPanelTransposed(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to) {
    if (PACK_TRANSPOSED.isReady()) {
      vector().packPanelTransposed(source, at, stride, inner, valid, width, panel, to);
      return;
    }
    long begin = System.nanoTime();
    plain.packPanelTransposed(source, at, stride, inner, valid, width, panel, to);
    if (PACK_TRANSPOSED.isDue(begin)) {
      WarmUp.start(PACK_TRANSPOSED, Samples.packTransposed(inner, width));
    }
  }

  @Override
  public double squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    return plain.squaredDistance(a, aAt, b, bAt, n);
  }

  @Override
  public double dot(float[] a, int aAt, float[] b, int bAt, int n) {
    if (DOT.isReady()) {
      return vector().dot(a, aAt, b, bAt, n);
    }
    long begin = System.nanoTime();
    double sum = plain.dot(a, aAt, b, bAt, n);
    if (DOT.isDue(begin)) {
      WarmUp.start(DOT, Samples.dot(n));
    }
    return sum;
  }

  @Override
  public int candidates(CandidateScan scan) {
    if (CANDIDATES.isReady()) {
      return vector().candidates(scan);
    }
    long begin = System.nanoTime();
    int found = plain.candidates(scan);
    if (CANDIDATES.isDue(begin)) {
      WarmUp.start(CANDIDATES, Samples.candidates(scan));
    }
    return found;
  }

  @Override
  public void select(ColumnSelection selection, float[] distances, int width, int first, int rows) {
    if (SELECT.isReady()) {
      vector().select(selection, distances, width, first, rows);
      return;
    }
    long begin = System.nanoTime();
    plain.select(selection, distances, width, first, rows);
    if (SELECT.isDue(begin)) {
      WarmUp.start(SELECT, Samples.select(selection, rows));
    }
  }

  @Override
  public void store(float[] z, int zAt, RowStore store, int column, float[] c, int cAt, int n) {
    plain.store(z, zAt, store, column, c, cAt, n);
  }

  @Override
  public void add(float alpha, float[] x, int xAt, float beta, float[] y, int yAt, int n) {
    VectorKernel kernel = beta == 0 ? SCALE : ADD;
    if (kernel.isReady()) {
      vector().add(alpha, x, xAt, beta, y, yAt, n);
      return;
    }
    long begin = System.nanoTime();
    plain.add(alpha, x, xAt, beta, y, yAt, n);
    if (kernel.isDue(begin)) {
      WarmUp.start(kernel, Samples.add(alpha, beta, n));
    }
  }

  @Override
  public void multiplyEach(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n) {
    if (MULTIPLY_EACH.isReady()) {
      vector().multiplyEach(x, xAt, y, yAt, z, zAt, n);
      return;
    }
    long begin = System.nanoTime();
    plain.multiplyEach(x, xAt, y, yAt, z, zAt, n);
    if (MULTIPLY_EACH.isDue(begin)) {
      WarmUp.start(MULTIPLY_EACH, Samples.multiplyEach(n));
    }
  }

  @Override
  public void transposeRows(
      float[] x, int xAt, int rows, int heads, int width, float[] y, int yAt) {
    VectorKernel kernel = TRANSPOSE_ROWS.of(heads * width);
    if (kernel.isReady()) {
      vector().transposeRows(x, xAt, rows, heads, width, y, yAt);
      return;
    }
    long begin = System.nanoTime();
    plain.transposeRows(x, xAt, rows, heads, width, y, yAt);
    if (kernel.isDue(begin)) {
      WarmUp.start(kernel, Samples.transposeRows(heads, width));
    }
  }

  @Override
  public void addNeighbors(HeadRows call) {
    VectorKernel kernel = ADD_NEIGHBORS.of(call.heads * call.width);
    neighbors(kernel, call, VectorOps::addNeighbors);
  }

  @Override
  public void multiplyNeighbors(HeadRows call) {
    heads(MULTIPLY_NEIGHBORS, call, VectorOps::multiplyNeighbors);
  }

  @Override
  public void neighborScores(HeadRows call, float slope) {
    heads(NEIGHBOR_SCORES, call, (ops, rows) -> ops.neighborScores(rows, slope));
  }

  @Override
  public void normalizeNeighbors(HeadRows call) {
    heads(NORMALIZE_NEIGHBORS, call, VectorOps::normalizeNeighbors);
  }

  @Override
  public void scoreSlopes(HeadRows call, double slope) {
    heads(SCORE_SLOPES, call, (ops, rows) -> ops.scoreSlopes(rows, slope));
  }

  /** A loop whose vectors hold a number of each head. */
  private void heads(
      VectorKernel.ByColumns kernels, HeadRows call, BiConsumer<VectorOps, HeadRows> run) {
    if (call.heads == 1) {
      run.accept(plain, call);
    } else {
      neighbors(kernels.of(call.heads), call, run);
    }
  }

  private void neighbors(VectorKernel kernel, HeadRows call, BiConsumer<VectorOps, HeadRows> run) {
    if (kernel.isReady()) {
      run.accept(vector(), call);
      return;
    }
    long begin = System.nanoTime();
    run.accept(plain, call);
    if (kernel.isDue(begin)) {
      WarmUp.start(kernel, Samples.neighbors(call, run));
    }
  }

  @Override
  public void columnSums(
      float[] x, int xAt, int rows, int columns, float beta, float[] sums, int sumsAt) {
    if (COLUMN_SUMS.isReady()) {
      vector().columnSums(x, xAt, rows, columns, beta, sums, sumsAt);
      return;
    }
    long begin = System.nanoTime();
    plain.columnSums(x, xAt, rows, columns, beta, sums, sumsAt);
    if (COLUMN_SUMS.isDue(begin)) {
      WarmUp.start(COLUMN_SUMS, Samples.columnSums(rows, columns, beta));
    }
  }

  @Override
  public boolean isZero(float[] x, int xAt, int n) {
    return plain.isZero(x, xAt, n);
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
    if (RECTIFIER_BACKWARD.isReady()) {
      vector().rectifierBackward(y, yAt, g, gAt, rows, columns, beta, sums, sumsAt);
      return;
    }
    long begin = System.nanoTime();
    plain.rectifierBackward(y, yAt, g, gAt, rows, columns, beta, sums, sumsAt);
    if (RECTIFIER_BACKWARD.isDue(begin)) {
      WarmUp.start(RECTIFIER_BACKWARD, Samples.rectifierBackward(rows, columns, beta));
    }
  }

  @Override
  public void zeroWhereNotPositive(float[] y, int yAt, float[] g, int gAt, int n) {
    if (ZERO_WHERE.isReady()) {
      vector().zeroWhereNotPositive(y, yAt, g, gAt, n);
      return;
    }
    long begin = System.nanoTime();
    plain.zeroWhereNotPositive(y, yAt, g, gAt, n);
    if (ZERO_WHERE.isDue(begin)) {
      WarmUp.start(ZERO_WHERE, Samples.zeroWhereNotPositive(n));
    }
  }

  @Override
  public double squaredError(
      float[] p, int pAt, float[] t, int tAt, float factor, float[] g, int gAt, int n) {
    if (SQUARED_ERROR.isReady()) {
      return vector().squaredError(p, pAt, t, tAt, factor, g, gAt, n);
    }
    long begin = System.nanoTime();
    double sum = plain.squaredError(p, pAt, t, tAt, factor, g, gAt, n);
    if (SQUARED_ERROR.isDue(begin)) {
      WarmUp.start(SQUARED_ERROR, Samples.squaredError(n));
    }
    return sum;
  }

  @Override
  public void exp(float[] x, int xAt, float[] y, int yAt, int n) {
    if (EXP.isReady()) {
      vector().exp(x, xAt, y, yAt, n);
      return;
    }
    long begin = System.nanoTime();
    plain.exp(x, xAt, y, yAt, n);
    if (EXP.isDue(begin)) {
      WarmUp.start(EXP, Samples.exp(n));
    }
  }

  @Override
  public void elu(float[] x, int xAt, float[] y, int yAt, int n) {
    if (ELU.isReady()) {
      vector().elu(x, xAt, y, yAt, n);
      return;
    }
    long begin = System.nanoTime();
    plain.elu(x, xAt, y, yAt, n);
    if (ELU.isDue(begin)) {
      WarmUp.start(ELU, Samples.elu(n));
    }
  }

  @Override
  public void eluBackward(
      float[] y, int yAt, float[] g, int gAt, float beta, float[] x, int xAt, int n) {
    if (ELU_BACKWARD.isReady()) {
      vector().eluBackward(y, yAt, g, gAt, beta, x, xAt, n);
      return;
    }
    long begin = System.nanoTime();
    plain.eluBackward(y, yAt, g, gAt, beta, x, xAt, n);
    if (ELU_BACKWARD.isDue(begin)) {
      WarmUp.start(ELU_BACKWARD, Samples.eluBackward(beta, n));
    }
  }

  @Override
  public void drawBits(RandomSource random, int rows, long least, int columns, int[] bits) {
    if (DRAW_BITS.isReady()) {
      vector().drawBits(random, rows, least, columns, bits);
      return;
    }
    long begin = System.nanoTime();
    plain.drawBits(random, rows, least, columns, bits);
    if (DRAW_BITS.isDue(begin)) {
      WarmUp.start(DRAW_BITS, Samples.drawBits(random, columns));
    }
  }

  @Override
  public void addWhere(
      int[] bits, float scale, float[] x, int xAt, float beta, float[] y, int yAt, int n) {
    if (ADD_WHERE.isReady()) {
      vector().addWhere(bits, scale, x, xAt, beta, y, yAt, n);
      return;
    }
    long begin = System.nanoTime();
    plain.addWhere(bits, scale, x, xAt, beta, y, yAt, n);
    if (ADD_WHERE.isDue(begin)) {
      WarmUp.start(ADD_WHERE, Samples.addWhere(beta, n));
    }
  }

  @Override
  public void normals(RandomSource random, int row, int n, double[] numbers) {
    if (NORMALS.isReady()) {
      vector().normals(random, row, n, numbers);
      return;
    }
    long begin = System.nanoTime();
    plain.normals(random, row, n, numbers);
    if (NORMALS.isDue(begin)) {
      WarmUp.start(NORMALS, Samples.normals(random, n));
    }
  }

  @Override
  public void normalizeColumns(
      SimdMatrix x,
      SimdMatrix scale,
      SimdMatrix shift,
      SimdMatrix moments,
      float least,
      SimdMatrix y) {
    if (NORMALIZE.isReady()) {
      vector().normalizeColumns(x, scale, shift, moments, least, y);
      return;
    }
    long begin = System.nanoTime();
    plain.normalizeColumns(x, scale, shift, moments, least, y);
    if (NORMALIZE.isDue(begin)) {
      WarmUp.start(NORMALIZE, Samples.normalize(x.rows(), x.columns()));
    }
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
    if (NORMALIZE_BACKWARD.isReady()) {
      vector()
          .normalizeColumnsBackward(x, scale, moments, gradient, beta, xGradient, affineGradient);
      return;
    }
    long begin = System.nanoTime();
    plain.normalizeColumnsBackward(x, scale, moments, gradient, beta, xGradient, affineGradient);
    if (NORMALIZE_BACKWARD.isDue(begin)) {
      WarmUp.start(NORMALIZE_BACKWARD, Samples.normalizeBackward(x.rows(), x.columns(), beta));
    }
  }
}
