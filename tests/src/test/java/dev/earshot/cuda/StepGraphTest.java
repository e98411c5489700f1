package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.graph.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The captured graphs of training steps, and the tables of them in docs/results. A kernel takes a
 * few microseconds and most of that is waiting, so the longest chain of dependent kernels decides
 * how long a step takes. A number that changes has to be written anew on purpose; see {@link
 * ResultTable#mustHave}.
 */
class StepGraphTest {
  private static final List<String> TASKS =
      List.of("none", "denoise", "completion", "shuffle", "all");

  /** No step may have a longer chain than the goal, whether it begins with edges or node ids. */
  private static final int MOST_LINKS = 8;

  @Test
  void nodesAndChainOfEachSetting() throws IOException {
    ResultTable table = ResultTable.read("gpu-steps.json");
    List<List<String>> rows = new ArrayList<>();
    for (String setting : List.of("ser", "audioset")) {
      for (String tasks : TASKS) {
        StepGraphs step = StepGraphs.of(setting, tasks);
        HostDriver.Graph known = step.known().graph();
        HostDriver.Graph fromIds = step.fromIds().graph();
        requireSound(step.known(), step.entries());
        requireSound(step.fromIds(), step.entries());
        // What was predicted at first or measured stays.
        List<String> old = table.row(setting, tasks);
        rows.add(
            List.of(
                setting,
                tasks,
                "%d, %d".formatted(known.nodes(), known.chain()),
                "%d, %d".formatted(fromIds.nodes(), fromIds.chain()),
                old.get(4),
                old.get(5),
                predicted(step.known()),
                old.get(7),
                predicted(step.fromIds()),
                old.get(9)));
      }
    }
    table.mustHave("gpu-steps.json", rows);
  }

  private static void requireSound(StepGraphs.Captured step, int entries) {
    HostDriver.Graph graph = step.graph();
    assertTrue(graph.chain() <= MOST_LINKS, () -> text(graph));
    assertEquals(0, graph.redundant(), () -> text(graph));
    // The driver and the capture see the same graph, and it is known what all of it costs.
    assertEquals(
        graph.named().stream().map(HostDriver.Node::name).toList(),
        step.operations().stream().map(Operation::name).toList());
    assertEquals(graph.chain(), step.chain());
    for (Operation operation : step.operations()) {
      assertTrue(operation.cost().isPresent(), operation::name);
      assertTrue(operation.cost().get().bytes(entries) > 0, operation::toString);
    }
  }

  private static String predicted(StepGraphs.Captured step) {
    ChainPrediction predicted = step.predicted();
    return String.format(
        Locale.ROOT, "%.0f to %.0f", predicted.leastMicroseconds(), predicted.mostMicroseconds());
  }

  private static String text(HostDriver.Graph graph) {
    StringBuilder text = new StringBuilder("\n");
    for (int i = 0; i < graph.nodes(); i++) {
      HostDriver.Node node = graph.named().get(i);
      text.append(
          "%s %d %s %s%n".formatted(node.onChain() ? "*" : " ", i, node.name(), node.after()));
    }
    return text.toString();
  }

  /** The launches of one kernel together. */
  private record Launches(int count, int onChain, double bytes, double flops) {
    static final Launches NONE = new Launches(0, 0, 0, 0);

    Launches with(Launches other) {
      return new Launches(
          count + other.count, onChain + other.onChain, bytes + other.bytes, flops + other.flops);
    }

    List<String> cells(String registers) {
      return count == 0
          ? List.of("-", "-", "-", "-")
          : List.of(
              Integer.toString(count),
              registers,
              String.format(Locale.ROOT, "%.0f, %.2f", bytes / 1e3, flops / 1e6),
              Integer.toString(onChain));
    }
  }

  /** Of denoise, by kernel; registers are those that docs/kernels.py has measured. */
  @Test
  void costOfEachKernel() throws IOException {
    ResultTable table = ResultTable.read("gpu-step-kernels.json");
    StepGraphs step = StepGraphs.of("ser", "denoise");
    Map<String, Launches> now = new LinkedHashMap<>();
    for (int i = 0; i < step.known().operations().size(); i++) {
      Operation operation = step.known().operations().get(i);
      Cost cost = operation.cost().orElseThrow();
      now.merge(
          operation.name().split(" ")[0],
          new Launches(
              1,
              step.known().graph().named().get(i).onChain() ? 1 : 0,
              cost.bytes(step.entries()),
              cost.flops(step.entries())),
          Launches::with);
    }
    Launches all = now.values().stream().reduce(Launches.NONE, Launches::with);
    for (List<String> old : table.rows()) {
      if (!old.getFirst().equals("all") && !old.get(1).equals("-")) {
        now.putIfAbsent(old.getFirst(), Launches.NONE);
      }
    }
    now.put("all", all);
    ResultTable registers = ResultTable.read("kernels.json");
    List<List<String>> rows = new ArrayList<>();
    now.forEach((kernel, launches) -> {
      List<String> row = new ArrayList<>(List.of(kernel));
      row.addAll(table.row(kernel).subList(1, 4));
      row.addAll(launches.cells(kernel.equals("all") ? "" : registers.row(kernel).get(1)));
      rows.add(row);
    });
    table.mustHave("gpu-step-kernels.json", rows);
  }
}
