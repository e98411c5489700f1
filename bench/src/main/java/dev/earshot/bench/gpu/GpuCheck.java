package dev.earshot.bench.gpu;

import dev.earshot.check.OperationCase;
import dev.earshot.check.OperationCases;
import dev.earshot.check.Parity;
import dev.earshot.check.Size;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.reference.ReferenceBackend;
import java.util.List;

/** Every operation and every whole step against the reference. */
final class GpuCheck {
  private GpuCheck() {}

  /** Prints what disagrees; returns how many operations do. */
  static int run(BackendProvider provider) {
    int wrong = 0;
    int results = 0;
    List<OperationCase> cases = OperationCases.all();
    for (OperationCase operation : cases) {
      boolean agrees = true;
      for (Size size : operation.sizes()) {
        try (Backend backend = provider.open()) {
          for (Parity.Result result :
              Parity.compare(operation, size, backend, new ReferenceBackend())) {
            results++;
            if (!result.passed()) {
              agrees = false;
              System.out.printf(
                  "WRONG %s %s %s: error %.3g, allowed %.3g%n",
                  operation, size, result.name(), result.error(), operation.tolerance());
            }
          }
        }
      }
      wrong += agrees ? 0 : 1;
    }
    System.out.printf(
        "parity on %s: %d operations, %d results, %d operations wrong%n",
        provider.name(), cases.size(), results, wrong);
    return wrong;
  }
}
