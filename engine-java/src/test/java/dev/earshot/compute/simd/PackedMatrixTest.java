package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loops read panels of any layout: a matrix may have been packed for plain loops before vectors
 * took over.
 */
class PackedMatrixTest {
  private static final int ROWS = 7;
  private static final int INNER = 5;

  private static SimdMatrix matrix(int rows, int columns) {
    var matrix = new SimdMatrix(rows, columns);
    for (int i = 0; i < matrix.data.length; i++) {
      matrix.data[i] = (i * 37 % 101 - 50) / 16f;
    }
    return matrix;
  }

  /** Plain loops that ask for these panels. */
  private static VectorOps asking(PanelLayout layout) {
    var plain = new PlainOps("a test");
    return (VectorOps)
        Proxy.newProxyInstance(
            VectorOps.class.getClassLoader(),
            new Class<?>[] {VectorOps.class},
            (proxy, method, arguments) ->
                method.getName().equals("panels") ? layout : method.invoke(plain, arguments));
  }

  private static DenseProduct product(PanelLayout layout, SimdMatrix b) {
    SimdMatrix a = matrix(ROWS, INNER);
    var product = new DenseProduct();
    product.a = a.data;
    product.aRowStride = INNER;
    product.aInnerStride = 1;
    product.rows = ROWS;
    product.b = new PackedMatrix();
    product.b.pack(asking(layout), b, 0);
    product.inner = INNER;
    product.c = new float[ROWS * b.columns()];
    product.cStride = b.columns();
    product.store.accumulate(0);
    return product;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 17, 64, 65, 100, 165})
  void anyLayout(int columns) {
    SimdMatrix b = matrix(INNER, columns);
    float[] expected = new float[ROWS * columns];
    SimdMatrix a = matrix(ROWS, INNER);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < columns; j++) {
        for (int t = 0; t < INNER; t++) {
          float sum = expected[i * columns + j];
          expected[i * columns + j] = Math.fma(a.data[i * INNER + t], b.data[t * columns + j], sum);
        }
      }
    }
    for (var layout : List.of(PanelLayout.WIDE, PanelLayout.NARROW)) {
      for (var ops : List.of(new PlainOps("a test"), VectorApiOps.open())) {
        DenseProduct product = product(layout, b);
        ops.multiply(product);
        assertArrayEquals(expected, product.c, () -> layout + ", " + ops.description());
      }
    }
  }

  @Test
  void transposed() {
    SimdMatrix source = matrix(40, INNER);
    for (var layout : List.of(PanelLayout.WIDE, PanelLayout.NARROW)) {
      var packed = new PackedMatrix();
      packed.packTransposed(asking(layout), source, 3, 30, 0);
      float[] row = new float[30];
      packed.copyRow(2, 0, 30, row);
      for (int j = 0; j < row.length; j++) {
        assertEquals(source.data[(3 + j) * INNER + 2], row[j]);
      }
    }
  }
}
