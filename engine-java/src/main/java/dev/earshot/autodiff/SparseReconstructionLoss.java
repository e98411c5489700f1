package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import java.util.Optional;

/**
 * The mean squared error of {@code s w + 1 b} against a fixed sparse z. Neither is stored as a
 * dense n x d matrix. s is n x k, w is k x d, b is 1 x d, with few columns k, so all products are
 * small. The output is 1 x 1.
 *
 * <pre>
 * D_w = s'(s w + 1 b - z) = (s's) w + (s'1) b - (z's)'
 * D_b = 1'(s w + 1 b - z) = (1's) w + n b - 1'z
 * D_s = (s w + 1 b - z) w' = s (w w') + 1 (b w') - z w'
 * n d loss = &lt;w, D_w&gt; + &lt;b, D_b&gt; - &lt;s, z w'&gt; - &lt;1'z, b&gt; + |z|^2
 * </pre>
 *
 * <p>This costs O(n k^2 + d k^2 + nnz k) in place of three products of O(n k d). The mean can be
 * over some of the rows: then s, z and the column 1 are 0 in the others, and n is their number.
 */
public final class SparseReconstructionLoss extends Operation {
  private final Tensor s;
  private final Tensor w;
  private final Tensor b;
  private final SparseMatrix z;
  private final int count;
  private final double elements;
  private final double weight;

  private final Optional<RowChoice> rows;
  private final Matrix ones;
  private final Matrix rowSquares;

  private final Matrix identity;
  private final Matrix minusIdentity;
  private final Matrix columnSums;
  private final Matrix squares;
  private final Matrix gram;
  private final Matrix sums;
  private final Matrix wTransposed;
  private final Matrix zw;
  private final Matrix zs;
  private final Matrix dw;
  private final Matrix db;
  private final Matrix ds;
  private final Matrix ww;
  private final Matrix bw;
  private final Matrix subtracted;

  /** Buffers for some of the rows: those of s, of the column 1, of z w', and of the gradient. */
  private final Matrix keptS;

  private final Matrix keptOnes;
  private final Matrix dropped;

  /** Some of the rows: {@code count} rows, whose mask is 1. */
  public record RowChoice(Indices mask, int count) {}

  /**
   * @param z n x d; its entries are read by this constructor and in every pass
   * @param rows the rows of the mean; without them all rows
   * @param weight factor of the loss in the gradient
   */
  public SparseReconstructionLoss(
      Backend backend,
      Tensor s,
      Tensor w,
      Tensor b,
      SparseFeatures z,
      Optional<RowChoice> rows,
      double weight) {
    super(backend, 1, 1, List.of(s, w, b));
    this.s = s;
    this.w = w;
    this.b = b;
    this.z = z.values();
    this.weight = weight;
    int n = s.rows();
    int k = s.columns();
    int d = w.columns();
    this.rows = rows;
    rowSquares = z.squares();
    count = rows.map(RowChoice::count).orElse(n);
    elements = (double) count * d;
    identity = diagonal(k, 1);
    minusIdentity = diagonal(k, -1);
    columnSums = backend.newMatrix(1, d);
    ones = backend.newMatrix(n, 1);
    ones.fill(1);
    boolean some = rows.isPresent();
    keptS = some ? backend.newMatrix(n, k) : s.value();
    keptOnes = some ? backend.newMatrix(n, 1) : ones;
    dropped = backend.newMatrix(some ? n : 0, k);
    squares = backend.newMatrix(1, 1);
    if (!some) {
      sumTarget();
    }
    gram = backend.newMatrix(k, k);
    sums = backend.newMatrix(1, k);
    wTransposed = backend.newMatrix(d, k);
    zw = backend.newMatrix(n, k);
    zs = backend.newMatrix(d, k);
    dw = backend.newMatrix(k, d);
    db = backend.newMatrix(1, d);
    ds = backend.newMatrix(n, k);
    ww = backend.newMatrix(k, k);
    bw = backend.newMatrix(1, k);
    subtracted = backend.newMatrix(1, 1);
  }

  /** 1'z and |z|^2 over the rows of the mean. */
  private void sumTarget() {
    int d = w.columns();
    backend().sparse().propagateTransposed(z, keptOnes, 0, columnSums.slice(0, d, 1));
    backend().dense().multiplyTransposedA(keptOnes, rowSquares, 0, squares);
  }

  /** {@code kept = x} in the rows whose mask is 1, else 0. */
  private void keep(Matrix x, Indices mask, Matrix others, Matrix kept) {
    backend().corruption().maskRows(x, mask, 0, others);
    backend().dense().add(1, x, 0, kept);
    backend().dense().add(-1, others, 1, kept);
  }

  private Matrix diagonal(int size, double value) {
    double[] values = new double[size * size];
    for (int i = 0; i < size; i++) {
      values[i * size + i] = value;
    }
    return backend().matrixOf(size, size, values);
  }

  @Override
  void forward() {
    var dense = backend().dense();
    var sparse = backend().sparse();
    if (rows.isPresent()) {
      Indices mask = rows.get().mask();
      keep(s.value(), mask, dropped, keptS);
      keep(ones, mask, dropped.slice(0, ones.rows(), 1), keptOnes);
      sumTarget();
    }
    dense.multiplyTransposedA(keptS, keptS, 0, gram);
    dense.columnSums(keptS, 0, sums);
    dense.multiplyTransposedA(w.value(), identity, 0, wTransposed);
    sparse.propagate(z, wTransposed, Epilogue.NONE, zw);
    sparse.propagateTransposed(z, keptS, 0, zs);

    dense.linear(gram, w.value(), Epilogue.NONE, dw);
    dense.multiplyTransposedA(sums, b.value(), 1, dw);
    dense.multiplyTransposedB(minusIdentity, zs, 1, dw);
    dense.linear(sums, w.value(), Epilogue.NONE, db);
    dense.add(count, b.value(), 1, db);
    dense.add(-1, columnSums, 1, db);

    Matrix loss = output().value();
    addInnerProduct(w.value(), dw, 0, loss);
    addInnerProduct(b.value(), db, 1, loss);
    dense.add(1, squares, 1, loss);
    addInnerProduct(keptS, zw, 0, subtracted);
    addInnerProduct(columnSums, b.value(), 1, subtracted);
    dense.add(-1 / elements, subtracted, 1 / elements, loss);
  }

  /** {@code sum = sum_ij x_ij y_ij + beta sum}, computed as a product of two long vectors. */
  private void addInnerProduct(Matrix x, Matrix y, double beta, Matrix sum) {
    int size = x.size();
    backend().dense().multiplyTransposedA(x.slice(0, size, 1), y.slice(0, size, 1), beta, sum);
  }

  @Override
  void backward() {
    var dense = backend().dense();
    double factor = 2 * weight / elements;
    if (s.differentiable()) {
      dense.multiplyTransposedB(w.value(), w.value(), 0, ww);
      dense.multiplyTransposedB(b.value(), w.value(), 0, bw);
      dense.linear(s.value(), ww, new Epilogue(Optional.of(bw), Activation.NONE), ds);
      dense.add(-1, zw, 1, ds);
      if (rows.isPresent()) {
        backend().corruption().maskRows(ds, rows.get().mask(), 0, dropped);
        dense.add(-1, dropped, 1, ds);
      }
      dense.add(factor, ds, s.claimGradient(), s.gradient());
    }
    if (w.differentiable()) {
      dense.add(factor, dw, w.claimGradient(), w.gradient());
    }
    if (b.differentiable()) {
      dense.add(factor, db, b.claimGradient(), b.gradient());
    }
  }

  @Override
  boolean isLoss() {
    return true;
  }
}
