package dev.earshot.compute.simd;

import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;

/**
 * The arithmetic that the kernels are built from. Each array argument comes with the index of its
 * first element. Arguments are not checked here. An output may be the same as an input unless its
 * method says otherwise.
 *
 * <p>Every implementation gives the same bits. Each element is computed by the same operations in
 * the same order; sums across a row are added up as {@link FixedOrder} says.
 *
 * <p>An instance owns scratch memory and belongs to one backend.
 */
interface VectorOps {
  /** One line for reports that names the element type and vector width. */
  String description();

  /** The panels from which products are the fastest; those of any layout give the same bits. */
  PanelLayout panels();

  /**
   * Copies {@code inner} rows of {@code valid} elements into a panel and pads each row with zeros.
   */
  void packPanel(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to);

  /**
   * As {@link #packPanel}, but transposes the source: {@code valid} rows of {@code inner} elements.
   */
  void packPanelTransposed(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to);

  /** The product, stored as the call says. */
  void multiply(DenseProduct call);

  /**
   * As {@link #multiply(DenseProduct)} with {@code sum_t (a_it - b_tj)^2} in place of {@code sum_t
   * a_it b_tj}; b is packed. The result for a pair of vectors has the same bits wherever the pair
   * is in the matrices.
   */
  void squaredDistances(DenseProduct call);

  /**
   * {@code sum_t (a_t - b_t)^2} over n elements, with differences and sum in double. Exchanging a
   * and b gives the same bits. The sum is that of {@link FixedOrder}.
   */
  double squaredDistance(float[] a, int aAt, float[] b, int bAt, int n);

  /** {@code sum_t a_t b_t} over n elements in double. The sum is that of {@link FixedOrder}. */
  double dot(float[] a, int aAt, float[] b, int bAt, int n);

  /**
   * Finds the pairs of a row of products that pass any of the scan's tests. Returns their number.
   */
  int candidates(CandidateScan scan);

  /**
   * Adds the distances of rows {@code first ..} to a selection. Rows are {@code width} elements
   * apart. After the last row the array has room for a whole vector.
   */
  void select(ColumnSelection selection, float[] distances, int width, int first, int rows);

  /**
   * {@code c = activation(z + beta c + bias)} for n elements of a row, whose first has the bias of
   * this column.
   */
  void store(float[] z, int zAt, RowStore store, int column, float[] c, int cAt, int n);

  /** {@code y = alpha x + beta y}; with beta 0 the old values of y are not read. */
  void add(float alpha, float[] x, int xAt, float beta, float[] y, int yAt, int n);

  /** {@code z = x y}, element by element. */
  void multiplyEach(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n);

  /** {@code y = x} where x is above 0, else {@code exp(x) - 1}, by {@link #exp}. */
  void elu(float[] x, int xAt, float[] y, int yAt, int n);

  /** {@code x = g (y > 0 ? 1 : y + 1) + beta x}; with beta 0 the old values of x are not read. */
  void eluBackward(float[] y, int yAt, float[] g, int gAt, float beta, float[] x, int xAt, int n);

  /** The product with a sparse matrix. y must not be x. */
  void multiply(SparseProduct product);

  /**
   * {@code sums_j = sum_i x_ij + beta sums_j} for a matrix of these rows and columns. Blocks of
   * {@link FixedOrder#ROWS} rows are summed first and then added up, so that long columns stay
   * accurate.
   */
  void columnSums(float[] x, int xAt, int rows, int columns, float beta, float[] sums, int sumsAt);

  /** Whether n elements are all 0. */
  boolean isZero(float[] x, int xAt, int n);

  /**
   * The backward pass of ReLU with a bias: {@link #zeroWhereNotPositive} for a matrix, then {@link
   * #columnSums} of the result.
   */
  default void rectifierBackward(
      float[] y,
      int yAt,
      float[] g,
      int gAt,
      int rows,
      int columns,
      float beta,
      float[] sums,
      int sumsAt) {
    zeroWhereNotPositive(y, yAt, g, gAt, rows * columns);
    columnSums(g, gAt, rows, columns, beta, sums, sumsAt);
  }

  /** {@code g = 0} where {@code y <= 0}. */
  void zeroWhereNotPositive(float[] y, int yAt, float[] g, int gAt, int n);

  /** {@code g = factor (p - t)}; returns {@code sum (p - t)^2} as {@link FixedOrder} adds up. */
  double squaredError(
      float[] p, int pAt, float[] t, int tAt, float factor, float[] g, int gAt, int n);

  /**
   * {@code y = exp(x)} for x up to 88, within 2 units in the last place; 0 where exp(x) is below
   * the smallest normal float.
   */
  void exp(float[] x, int xAt, float[] y, int yAt, int n);

  /**
   * Transposes each row as a matrix of heads x width elements: {@code y_i,cH+h = x_i,hF+c}, so that
   * the heads of a column are side by side.
   */
  void transposeRows(float[] x, int xAt, int rows, int heads, int width, float[] y, int yAt);

  /**
   * {@code own_i,hc = max(start_i,hc + sum_e numbers_eh node_hc + bias_hc, least)}, neighbour by
   * neighbour.
   */
  void addNeighbors(HeadRows call);

  /**
   * {@code numbers_eh = sum_c own_i,ch node_ch}, column by column and in double. The rows are
   * transposed ({@link #transposeRows}).
   */
  void multiplyNeighbors(HeadRows call);

  /**
   * The scores of attention: {@code numbers_eh = l_eh - max_e' l_e'h} where {@code l_eh} is the
   * leaky ReLU of {@code own_i,h + node_H+h}. A row has two numbers for each head.
   */
  void neighborScores(HeadRows call, float slope);

  /** {@code numbers_eh = numbers_eh / sum_e' numbers_e'h}; the sum is in double. */
  void normalizeNeighbors(HeadRows call);

  /**
   * The backward pass of both, where numbers are the gradient with respect to the weights. With the
   * gradient of a score, {@code g_eh = weights_eh (numbers_eh - sum_e' weights_e'h numbers_e'h)
   * (l_eh > 0 ? 1 : slope)}, {@code slopes_i,h += g_eh} and {@code slopes_j,H+h += g_eh} for the
   * neighbour j.
   */
  void scoreSlopes(HeadRows call, double slope);

  /**
   * Compares the random words of a matrix with these rows and columns, unsigned, with {@code
   * least}: bit {@code e % 32} of number {@code e / 32} is 1 if the word of the matrix's element e,
   * counted row after row, is at least {@code least}. All bits of a number are written, even those
   * after the last element.
   */
  void drawBits(RandomSource random, int rows, long least, int columns, int[] bits);

  /** {@code y = scale x + beta y} for elements whose bit is set, else {@code y = beta y}. */
  void addWhere(int[] bits, float scale, float[] x, int xAt, float beta, float[] y, int yAt, int n);

  /**
   * Row {@code row}'s standard normal numbers at columns 0 .. n - 1, as {@link Philox#normal(int)},
   * with an error of a few units in the last place of a double. Writes up to {@link
   * PlainRandom#room} elements.
   */
  void normals(RandomSource random, int row, int n, double[] numbers);

  /**
   * {@link dev.earshot.compute.DenseKernels#normalizeColumns}, with values raised to at least
   * {@code least}. Sums over the rows are in double, in the order of the rows.
   */
  void normalizeColumns(
      SimdMatrix x,
      SimdMatrix scale,
      SimdMatrix shift,
      SimdMatrix moments,
      float least,
      SimdMatrix y);

  /**
   * {@link dev.earshot.compute.DenseKernels#normalizeColumnsBackward}, with sums as in {@link
   * #normalizeColumns}.
   */
  void normalizeColumnsBackward(
      SimdMatrix x,
      SimdMatrix scale,
      SimdMatrix moments,
      SimdMatrix gradient,
      float beta,
      SimdMatrix xGradient,
      SimdMatrix affineGradient);
}
