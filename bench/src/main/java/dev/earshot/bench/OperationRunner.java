package dev.earshot.bench;

import dev.earshot.check.OperationCase;
import dev.earshot.check.OperationCases;
import dev.earshot.check.Size;
import dev.earshot.check.Workbench;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link OperationBenchmark} over the operation cases. From the numbers of operations and
 * bytes that a case states, it also computes rates.
 *
 * <p>It takes JMH's own options. {@code -p operation=...}, {@code -p size=...} and {@code -p
 * backend=...} select cases. Without a size, each operation runs at its most expensive size.
 */
public final class OperationRunner {
  private OperationRunner() {}

  public static void main(String[] args)
      throws CommandLineOptionException, RunnerException, IOException {
    CommandLineOptions given = new CommandLineOptions(args);
    if (given.shouldHelp()) {
      given.showHelp();
      System.out.println("operations: " + String.join(", ", allOperations()));
      return;
    }
    try {
      report(measure(given));
    } catch (IllegalArgumentException e) {
      System.err.println("bench/run: " + e.getMessage());
      System.exit(1);
    }
  }

  private static List<RunResult> measure(CommandLineOptions given) throws RunnerException {
    List<RunResult> results = new ArrayList<>();
    Collection<String> operations = given.getParameter("operation").orElse(allOperations());
    for (String operation : operations) {
      Collection<String> sizes =
          given.getParameter("size").orElse(List.of(costliest(operation).toString()));
      var options =
          new OptionsBuilder()
              .parent(given)
              .include(OperationBenchmark.class.getName())
              .param("operation", operation)
              .param("size", sizes.toArray(String[]::new))
              .build();
      results.addAll(new Runner(options).run());
    }
    return results;
  }

  private static List<String> allOperations() {
    return OperationCases.all().stream().map(OperationCase::name).toList();
  }

  private static Size costliest(String operation) {
    return OperationCases.all().stream()
        .filter(one -> one.name().equals(operation))
        .flatMap(one -> one.sizes().stream())
        .max(Comparator.comparingLong(size -> (long) size.n() * size.k() * size.m()))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no operation '%s'; there are: %s".formatted(operation, allOperations())));
  }

  private static void report(Collection<RunResult> results) {
    System.out.printf(
        "%n%-30s %-12s %-9s %12s %8s %10s %8s%n",
        "operation", "size", "backend", "median us", "least", "GFLOP/s", "GB/s");
    for (RunResult result : results) {
      String operation = result.getParams().getParam("operation");
      String size = result.getParams().getParam("size");
      String name = result.getParams().getParam("backend");
      var times = result.getPrimaryResult().getStatistics();
      // The median, since the mean would include other work on a machine that is not idle.
      double nanoseconds = times.getPercentile(50);
      try (Backend backend = Backends.choose(name).provider().open()) {
        Workbench workbench = OperationBenchmark.workbench(operation, size, backend);
        System.out.printf(
            "%-30s %-12s %-9s %12.2f %8.2f %10s %8s%n",
            operation,
            size,
            name,
            nanoseconds / 1e3,
            times.getMin() / 1e3,
            rate(workbench.flops(), nanoseconds),
            rate(workbench.bytes(), nanoseconds));
      }
    }
  }

  /** The amount per nanosecond, or a dash if the case does not state it. */
  private static String rate(double amount, double nanoseconds) {
    return amount == 0 ? "-" : "%.2f".formatted(amount / nanoseconds);
  }
}
