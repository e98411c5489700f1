package dev.earshot.check;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.List;
import java.util.stream.Stream;

/** The cases of all operations. A new operation needs one more case and its implementations. */
public final class OperationCases {
  private OperationCases() {}

  /** All cases: single operations, maps to feature spaces, and whole models. */
  public static List<OperationCase> all() {
    return Stream.of(
            ProductCases.all(),
            CorruptionCases.all(),
            LossCases.all(),
            List.of(adam()),
            GraphCases.all(),
            FeatureCases.all(),
            ModelCases.all())
        .flatMap(List::stream)
        .toList();
  }

  private static OperationCase adam() {
    return OperationCase.of(
        "adam",
        Size.PRODUCTS,
        (w, s) -> {
          int size = s.k() * s.m();
          Matrix parameters = w.data(1, size);
          Matrix gradients = w.data(1, size);
          Matrix mean = w.data(1, size);
          Matrix variance = w.backend().matrixOf(1, size, w.uniform(size, u -> u));
          Indices step = w.step();
          AdamSettings settings = AdamSettings.of(1e-2, 0.1);
          w.kernel(() ->
              w.backend().optimizer().adam(settings, parameters, gradients, mean, variance, step));
          w.cost(14.0 * size, 4 * 7.0 * size);
          w.result("parameters", parameters);
          w.result("mean", mean);
          w.result("variance", variance);
        });
  }
}
