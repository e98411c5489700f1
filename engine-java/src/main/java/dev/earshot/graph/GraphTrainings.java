package dev.earshot.graph;

import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.graph.file.GraphSplit;
import dev.earshot.metrics.MeanStd;
import dev.earshot.run.ParallelRuns;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Several trainings on one graph, with other seeds. Run r has seed {@code seed + r}; a random split
 * is another one in each run.
 *
 * @param runs the runs in the order of their seeds
 */
public record GraphTrainings(List<NodeRun> runs) {
  public GraphTrainings {
    runs = List.copyOf(runs);
  }

  /** Called after each run; any thread may call it. */
  public interface Listener {
    /** A run has ended. */
    void ended();
  }

  /**
   * How many runs there are, and where.
   *
   * @param runs number of runs
   * @param seed seed of the first run
   * @param backend name of the backend
   * @param threads number of runs at the same time; of threads, for a single run
   */
  public record Plan(int runs, long seed, String backend, int threads) {}

  /**
   * Trains.
   *
   * @param graph the graph, with the split of its files
   * @param name names the graph in messages
   * @param split how to divide its nodes
   * @throws dev.earshot.DataException if the nodes cannot be divided
   * @throws InterruptedException if the thread is interrupted
   */
  public static GraphTrainings train(
      GraphFile graph,
      String name,
      GraphSplit split,
      GraphSettings settings,
      Plan plan,
      Listener listener)
      throws IOException, InterruptedException {
    // Before any run begins: the split may be impossible.
    split.divide(graph, name, plan.seed);
    int each = ParallelRuns.threadsEach(plan.runs, plan.threads);
    var provider = Backends.choose(plan.backend).provider();
    return new GraphTrainings(
        ParallelRuns.of(
            plan.runs,
            plan.threads,
            number -> {
              long own = plan.seed + number;
              try (Backend opened = provider.open(each)) {
                var divided = split.divide(graph, name, own);
                NodeRun run = once(opened, divided, settings, own);
                listener.ended();
                return run;
              }
            }));
  }

  /**
   * Trains once, in the calling thread.
   *
   * @param graph the graph, with its nodes divided into parts
   * @param seed seed of the initial weights, of dropout and of the tasks
   * @throws InterruptedException if the thread is interrupted
   * @throws ArithmeticException if a loss is not a number
   */
  public static NodeRun once(Backend backend, GraphFile graph, GraphSettings settings, long seed)
      throws InterruptedException {
    return new NodeTrainer(backend, graph, settings, seed).train();
  }

  /** The run with the best validation accuracy, whose model is kept; of equal ones the first. */
  public NodeRun best() {
    return runs.stream()
        .max(
            Comparator.<NodeRun>comparingDouble(run -> run.best().validationAccuracy())
                .thenComparing(run -> -run.seed()))
        .orElseThrow();
  }

  /** Mean and deviation of a number over the runs. */
  public MeanStd over(ToDoubleFunction<NodeRun> number) {
    return MeanStd.of(runs.stream().mapToDouble(number).toArray());
  }
}
