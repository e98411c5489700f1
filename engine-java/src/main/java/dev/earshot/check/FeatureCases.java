package dev.earshot.check;

import dev.earshot.Dataset;
import dev.earshot.compute.Matrix;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.Standardizer;
import dev.earshot.method.ClipSpace;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Cases that map clips to each of the feature spaces that networks are trained in. */
final class FeatureCases {
  private FeatureCases() {}

  static List<OperationCase> all() {
    return Arrays.stream(FeatureSpace.values())
        .map(in -> space("features-" + in.name().toLowerCase(Locale.ROOT), in))
        .toList();
  }

  /**
   * A case with four kinds of features: values far from 0 and close together, few different values,
   * a constant, and a wide range. The statistics are those of the first half of the rows, and only
   * there is the constant feature constant. The other rows also have values outside of the knots.
   */
  private static OperationCase space(String name, FeatureSpace in) {
    return OperationCase.of(
        name,
        Size.ROWS,
        (w, s) -> {
          double[] values = w.uniform(s.n() * s.k(), u -> u);
          float[] x = new float[values.length];
          int[] known = IntStream.range(0, (s.n() + 1) / 2).toArray();
          for (int i = 0; i < x.length; i++) {
            boolean outside = i / s.k() >= known.length;
            double value = outside ? 1.5 * values[i] : values[i];
            x[i] =
                (float)
                    switch (i % s.k() % 4) {
                      case 0 -> 20_000 + value;
                      case 1 -> Math.rint(8 * value);
                      case 2 -> outside ? value : 3;
                      default -> Math.exp(10 * value);
                    };
          }
          FeatureMap map = FeatureMap.of(in, table(x, s.k()), known);
          Dataset mapped = table(map.apply(x), s.k());
          var space = new ClipSpace(map, Standardizer.of(mapped, known, 1.5));
          Matrix raw = w.backend().newMatrix(s.n(), s.k());
          raw.write(x);
          Matrix y = w.backend().newMatrix(s.n(), s.k());
          w.kernel(space.on(w.backend(), raw, y));
          w.result("y", y);
        });
  }

  private static Dataset table(float[] x, int columns) {
    int rows = x.length / columns;
    return Dataset.of(
        x, columns, new int[rows], List.of("any"), Collections.nCopies(rows, "clip"), "npz");
  }
}
