package dev.earshot.cli.command;

import dev.earshot.check.GradientCheck;
import dev.earshot.check.OperationCase;
import dev.earshot.check.OperationCases;
import dev.earshot.check.Size;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.TextTable;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code earshot gradcheck}: compares the hand-written gradients with central differences. */
@Command(
    footer = {
      "",
      "Ends with exit code 1 if a relative error is above 1e-6.",
      "",
      "Example:",
      "  earshot gradcheck --json"
    })
final class GradcheckCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  /**
   * A check of one operation at one size.
   *
   * @param size rows x columns in x columns out
   * @param worst the input whose gradient has the largest relative error
   */
  private record Check(
      String operation, String size, String worst, double relativeError, boolean ok) {}

  @Override
  public Integer call() throws IOException {
    var console = common.console();
    var checks = new ArrayList<Check>();
    try (var backend = ReferenceBackend.open()) {
      var cases =
          OperationCases.all().stream()
              .filter(operation -> GradientCheck.applies(operation, backend))
              .toList();
      int total = cases.stream().mapToInt(operation -> operation.sizes().size()).sum();
      try (var progress = console.progress("Checking gradients", total)) {
        for (var operation : cases) {
          for (var size : operation.sizes()) {
            checks.add(check(operation, size, backend));
            progress.step();
          }
        }
      }
    }
    console.result(checks, () -> table(checks));
    return checks.stream().allMatch(Check::ok) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Check check(OperationCase operation, Size size, Backend backend) {
    // Double.compare puts NaN above all numbers, so NaN counts as the worst.
    var worst =
        GradientCheck.check(operation, size, backend).stream()
            .max(Comparator.comparingDouble(GradientCheck.Result::relativeError))
            .orElseThrow();
    return new Check(
        operation.name(), size.toString(), worst.input(), worst.relativeError(), worst.passed());
  }

  private static String table(List<Check> checks) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("operation", "size", "worst input", "relative error", ""));
    for (var check : checks) {
      rows.add(
          List.of(
              check.operation(),
              check.size(),
              check.worst(),
              String.format(Locale.ROOT, "%.1e", check.relativeError()),
              check.ok() ? "ok" : "WRONG"));
    }
    long wrong = checks.stream().filter(check -> !check.ok()).count();
    var summary =
        wrong == 0
            ? String.format(
                Locale.ROOT, "All %s within %.0e.", checks.size(), GradientCheck.TOLERANCE)
            : String.format(
                Locale.ROOT,
                "%s of %s beyond %.0e.",
                wrong,
                checks.size(),
                GradientCheck.TOLERANCE);
    return TextTable.of(rows) + System.lineSeparator().repeat(2) + summary;
  }
}
