package dev.earshot.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.UsableBackends;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation on every backend against the reference. A backend that cannot run is skipped and
 * says why; {@code -Dearshot.backend.require=NAME} makes that a failure.
 */
class BackendParityTest {
  static Stream<Arguments> backendsAndCases() {
    return UsableBackends.names()
        .flatMap(
            name -> OperationCases.all().stream().map(operation -> Arguments.of(name, operation)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backendsAndCases")
  void agreesWithTheReference(String name, OperationCase operation) {
    try (Backend backend = UsableBackends.provider(name).open()) {
      for (Size size : operation.sizes()) {
        List<Parity.Result> results =
            Parity.compare(operation, size, backend, ReferenceBackend.open());
        assertFalse(results.isEmpty());
        for (Parity.Result result : results) {
          assertTrue(result.passed(), name + ": " + result);
        }
      }
    }
  }
}
