package dev.earshot.compute.simd;

import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;

/**
 * The arithmetic under the kernels. Arrays come with the index of their first element; no argument
 * is checked, that is the kernels' part. Unless said otherwise an output may be one of the inputs.
 *
 * <p>An instance owns scratch memory and belongs to one backend.
 */
interface VectorOps {
  /** One line for reports: element type and vector width. */
  String description();

  /** The width of the next panel of a {@link PackedMatrix} when this many columns are left. */
  int panelWidth(int columnsLeft);

  /** How many columns a panel must have to be read where it lies, not packed. */
  int narrowestInPlace();

  /** Copies {@code inner} rows of {@code valid} elements into a panel, zeros behind them. */
  void packPanel(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to);

  /** As {@link #packPanel} of the transpose: {@code valid} rows of {@code inner} elements. */
  void packPanelTransposed(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to);

  /** The product of a left factor and a panel, stored as the call says. */
  void multiply(PanelProduct call);

  /**
   * As {@link #multiply} with {@code sum_t (a_it - b_tj)^2} in place of {@code sum_t a_it b_tj}.
   * For one pair of vectors the result has the same bits wherever the pair stands.
   */
  void squaredDistances(PanelProduct call);

  /**
   * {@code sum_t (a_t - b_t)^2} over n elements, differences and sum in double; the same bits with
   * a and b exchanged.
   */
  double squaredDistance(float[] a, int aAt, float[] b, int bAt, int n);

  /** Finds the pairs of a row of products that pass any of the scan's tests; returns how many. */
  int candidates(CandidateScan scan);

  /**
   * Takes rows {@code first ..} of distances into a selection, {@code width} elements from one row
   * to the next; behind the last row there are as many as a vector has.
   */
  void select(ColumnSelection selection, float[] distances, int width, int first, int rows);

  /** {@code c = activation(z + beta c + bias)} for one row of n elements. */
  void store(float[] z, int zAt, RowStore store, float[] c, int cAt, int n);

  /** {@code y = alpha x + beta y}; with beta 0 what y held is not read. */
  void add(float alpha, float[] x, int xAt, float beta, float[] y, int yAt, int n);

  /** The product with a sparse matrix. y is not x. */
  void multiply(SparseProduct product);

  /** {@code sums_j = sum_i x_ij + beta sums_j} for a matrix of these rows and columns. */
  void columnSums(float[] x, int xAt, int rows, int columns, float beta, float[] sums, int sumsAt);

  /** Whether n elements are all 0. */
  boolean isZero(float[] x, int xAt, int n);

  /** As {@link #zeroWhereNotPositive} of a matrix, then {@link #columnSums} of what is left. */
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

  /** {@code g = factor (p - t)}; returns {@code sum (p - t)^2}. */
  double squaredError(
      float[] p, int pAt, float[] t, int tAt, float factor, float[] g, int gAt, int n);

  /**
   * {@code y = exp(x)} for x up to 88, within 2 units in the last place; 0 where exp(x) is below
   * the smallest normal float.
   */
  void exp(float[] x, int xAt, float[] y, int yAt, int n);

  /**
   * Compares row {@code row}'s random words at columns 0 .. n - 1, unsigned, with {@code least}:
   * bit {@code j % 32} of element {@code j / 32} says whether column j's is as large. Of elements
   * that begin below n all bits are written.
   */
  void drawBits(RandomSource random, int row, long least, int n, int[] bits);

  /** {@code y = scale x + beta y} with x as it is where its bit is set, else 0. */
  void addWhere(int[] bits, float scale, float[] x, int xAt, float beta, float[] y, int yAt, int n);

  /**
   * Row {@code row}'s standard normal numbers at columns 0 .. n - 1, as {@link Philox#normal(int)},
   * up to a few units in the last place of a double. Writes up to {@link #randomRoom} elements.
   */
  void normals(RandomSource random, int row, int n, double[] numbers);

  /** The length that an array for n random numbers must have. */
  int randomRoom(int n);

  /** One step of Adam on n parameters, the moments at the same places. */
  void adam(
      AdamFactors factors,
      float[] p,
      int pAt,
      float[] g,
      int gAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      int n);
}
