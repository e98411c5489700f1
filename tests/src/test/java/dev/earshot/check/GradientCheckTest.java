package dev.earshot.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.reference.ReferenceBackend;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The hand-written backward passes against central differences, in double precision. */
class GradientCheckTest {
  static Stream<Arguments> casesAndSizes() {
    return OperationCases.all().stream()
        .filter(operation -> GradientCheck.applies(operation, ReferenceBackend.open()))
        .flatMap(
            operation -> operation.sizes().stream().map(size -> Arguments.of(operation, size)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("casesAndSizes")
  void backwardPassIsTheDerivative(OperationCase operation, Size size) {
    List<GradientCheck.Result> results =
        GradientCheck.check(operation, size, ReferenceBackend.open());
    assertFalse(results.isEmpty());
    for (GradientCheck.Result result : results) {
      assertTrue(result.passed(), result.toString());
    }
  }
}
