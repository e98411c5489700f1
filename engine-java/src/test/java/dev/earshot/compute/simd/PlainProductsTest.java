package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums are chains of fused multiply-adds in order, however rows and columns are divided. */
class PlainProductsTest {
  private static float[] numbers(int n, SplittableRandom random) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 3, 5",
    "3, 4, 256",
    "128, 128, 7",
    "129, 130, 33",
    "257, 5, 9",
    "5, 257, 300",
  })
  void equalsTheChain(int rows, int inner, int columns) {
    var random = new SplittableRandom(rows);
    var ops = new PlainOps("a test");
    var b = new SimdMatrix(inner, columns);
    System.arraycopy(numbers(inner * columns, random), 0, b.data, 0, inner * columns);
    var product = new DenseProduct();
    product.b = new PackedMatrix();
    product.b.pack(ops, b, 0);
    product.inner = inner;
    product.rows = rows;
    product.a = numbers(rows * inner, random);
    product.cStride = columns;
    for (boolean transposed : new boolean[] {false, true}) {
      product.aRowStride = transposed ? 1 : inner;
      product.aInnerStride = transposed ? rows : 1;
      for (float beta : new float[] {0, 1}) {
        product.store.accumulate(beta);
        product.c = numbers(rows * columns, random);
        float[] products = new float[rows * columns];
        float[] distances = new float[rows * columns];
        float[] old = product.c.clone();
        boolean continued = beta == 1 && product.store.startsSums(inner);
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            int at = i * columns + j;
            float sum = continued ? old[at] : 0;
            float squares = 0;
            for (int t = 0; t < inner; t++) {
              float x = product.a[i * product.aRowStride + t * product.aInnerStride];
              float difference = x - b.data[t * columns + j];
              sum = Math.fma(x, b.data[t * columns + j], sum);
              squares = Math.fma(difference, difference, squares);
            }
            products[at] = continued || beta == 0 ? sum : sum + old[at];
            distances[at] = squares;
          }
        }
        ops.multiply(product);
        assertArrayEquals(products, product.c);
        product.store.accumulate(0);
        ops.squaredDistances(product);
        assertArrayEquals(distances, product.c);
      }
    }
  }
}
