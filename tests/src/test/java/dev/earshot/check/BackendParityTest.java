package dev.earshot.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Backends;
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
    return Backends.all().stream()
        .filter(provider -> !provider.name().equals("reference"))
        .flatMap(provider ->
            OperationCases.all().stream()
                .map(operation -> Arguments.of(provider.name(), operation)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backendsAndCases")
  void agreesWithTheReference(String name, OperationCase operation) {
    try (Backend backend = open(name)) {
      for (Size size : operation.sizes()) {
        List<Parity.Result> results =
            Parity.compare(operation, size, backend, new ReferenceBackend());
        assertFalse(results.isEmpty());
        for (Parity.Result result : results) {
          assertTrue(result.passed(), name + ": " + result);
        }
      }
    }
  }

  private static Backend open(String name) {
    BackendProvider provider =
        Backends.all().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    if (provider.whyNot().isPresent()) {
      String reason = name + " cannot run here: " + provider.whyNot().get();
      return name.equals(System.getProperty("earshot.backend.require"))
          ? fail(reason)
          : abort("skipped: " + reason);
    }
    return provider.open();
  }
}
