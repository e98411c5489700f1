package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.Dataset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureMapTest {
  private static final Dataset DATA = Blobs.labelled(3, 200, 5, 1, 1);
  private static final int[] ALL = IntStream.range(0, DATA.rows()).toArray();

  private static FeatureMap map(FeatureSpace space, Dataset data) {
    return FeatureMap.of(space, data, ALL);
  }

  @Test
  void thePlainSpaceIsTheFeaturesThemselves() {
    assertSame(DATA.x(), map(FeatureSpace.PLAIN, DATA).apply(DATA.x()));
    assertSame(DATA, map(FeatureSpace.PLAIN, DATA).apply(DATA));
  }

  @ParameterizedTest
  @EnumSource(
      value = FeatureSpace.class,
      names = {"UNIT", "RANK"})
  void everyClipHasTheSameLength(FeatureSpace space) {
    Dataset mapped = map(space, DATA).apply(DATA);
    for (int row = 0; row < mapped.rows(); row++) {
      double squares = 0;
      for (int j = 0; j < 5; j++) {
        squares += Math.pow(mapped.x()[row * 5 + j], 2);
      }
      assertEquals(5, squares, 1e-4);
    }
  }

  /** A monotone function of a column does not change its ranks. */
  @Test
  void monotoneChangesDoNotChangeRanks() {
    float[] bent = DATA.x().clone();
    for (int i = 0; i < bent.length; i++) {
      bent[i] = (float) Math.exp(3 * bent[i]);
    }
    Dataset other = DATA.withVectors(bent);
    // Between knots the interpolation is linear in the values, so the results differ a little.
    assertArrayEquals(
        map(FeatureSpace.RANK, DATA).apply(DATA.x()),
        map(FeatureSpace.RANK, other).apply(other.x()),
        0.05f);
    assertTrue(
        Math.abs(
                map(FeatureSpace.UNIT, DATA).apply(DATA.x())[0]
                    - map(FeatureSpace.UNIT, other).apply(other.x())[0])
            > 0.05);
  }

  /** A column with 1..n gives the quantiles of the normal distribution, symmetric about 0. */
  @Test
  void ranksBecomeNormalQuantiles() {
    int n = 1001;
    float[] x = new float[2 * n];
    for (int row = 0; row < n; row++) {
      x[2 * row] = row;
      x[2 * row + 1] = -row;
    }
    int[] rows = IntStream.range(0, n).toArray();
    Dataset data = Blobs.of(x, 2);
    FeatureMap map = FeatureMap.of(FeatureSpace.RANK, data, rows);
    float[] mapped = map.apply(new float[] {841, -500, 500, -159, 500, -500, 1e9f, -1e9f});
    // Phi(1) = 0.8413. The second column is at its median, 0, so the first has the whole length.
    assertEquals(Math.sqrt(2), mapped[0], 1e-2);
    assertEquals(0, mapped[1], 1e-2);
    assertEquals(0, mapped[4], 1e-6);
    assertEquals(mapped[6], -mapped[7], 1e-6, "values beyond the ends count as the ends");
  }

  @Test
  void tiesShareTheMiddleOfTheirRanks() {
    float[] x = new float[200];
    for (int row = 0; row < 100; row++) {
      x[2 * row] = row < 50 ? 0 : 1;
      x[2 * row + 1] = row;
    }
    FeatureMap map =
        FeatureMap.of(FeatureSpace.RANK, Blobs.of(x, 2), IntStream.range(0, 100).toArray());
    float[] mapped = map.apply(new float[] {0, 49.5f, 1, 49.5f});
    assertEquals(-mapped[2], mapped[0], 1e-3);
    assertEquals(-Math.sqrt(2), mapped[0], 1e-2);
  }

  @Test
  void aConstantColumnStaysOutOfIt() {
    float[] x = {1, 7, 2, 7, 3, 7};
    FeatureMap map = FeatureMap.of(FeatureSpace.RANK, Blobs.of(x, 2), new int[] {0, 1, 2});
    assertEquals(0, map.apply(new float[] {2.5f, 9})[1]);
  }

  @Test
  void knotsMustRise() {
    FeatureMap good = map(FeatureSpace.RANK, DATA);
    float[] knots = good.knots().clone();
    knots[1] = knots[0] - 1;
    assertThrows(
        IllegalArgumentException.class,
        () -> new FeatureMap(FeatureSpace.RANK, good.standardizer(), knots));
    assertThrows(
        IllegalArgumentException.class,
        () -> new FeatureMap(FeatureSpace.UNIT, good.standardizer(), knots));
  }
}
