package dev.earshot.cuda;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.cuda.graph.CapturedGraph;
import dev.earshot.cuda.graph.Operation;
import dev.earshot.method.EpochBuffers;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.Subgraph;
import dev.earshot.method.TrainingSetup;
import dev.earshot.method.TrainingStep;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The captured graphs of a training step, as the stand-in sees them when it has as many
 * multiprocessors as an H200.
 *
 * @param known the step of a subgraph whose edges are known
 * @param fromIds the step from node ids to new weights
 * @param entries of the adjacency
 */
record StepGraphs(Captured known, Captured fromIds, int entries) {
  private static final int ROWS = 240;

  /** The nodes in the order of their capture, and what each of them costs. */
  record Captured(HostDriver.Graph graph, List<Operation> operations, int chain) {
    ChainPrediction predicted() {
      return new ChainPrediction(operations.size(), chain);
    }
  }

  /** A subgraph of the paper: its nodes, their features, and the classes. */
  private record Sizes(int nodes, int columns, int classes) {
    static Sizes of(String setting) {
      return switch (setting) {
        case "ser" -> new Sizes(53, 165, 4);
        case "audioset" -> new Sizes(71, 128, 33);
        default -> throw new IllegalArgumentException(setting);
      };
    }
  }

  /**
   * Captures both graphs.
   *
   * @param setting {@code ser} or {@code audioset}
   * @param tasks {@code none}, {@code all}, or one by its name
   */
  static StepGraphs of(String setting, String tasks) {
    HostDriver driver = HostDriver.get();
    driver.multiprocessors(HostDriver.OF_H200);
    try (Backend backend = HostDriver.openAny()) {
      return of(backend, driver, Sizes.of(setting), tasks(tasks));
    } finally {
      driver.multiprocessors(HostDriver.FEW);
    }
  }

  private static StepGraphs of(
      Backend backend, HostDriver driver, Sizes sizes, Set<SslTask> tasks) {
    List<Captured> captured = new ArrayList<>();
    List<SparseMatrix> sparse = new ArrayList<>();
    Backend watched = watched(backend, driver, captured, sparse);
    RecipeSettings recipe = RecipeSettings.named("paper").withTasks(tasks);
    Network network =
        new Network(
            recipe.network(),
            sizes.columns(),
            sizes.classes(),
            SslTask.heads(recipe.tasks(), sizes.columns()));
    Matrix features = watched.newMatrix(ROWS, sizes.columns());
    Parameters parameters = new Parameters(watched, network.shapes());
    parameters.initialise(1);
    int[] labels = IntStream.range(0, ROWS).map(i -> i < 40 ? i % sizes.classes() : -1).toArray();
    EpochBuffers epoch = EpochBuffers.of(watched, 1, sizes.nodes(), labels, recipe.tasks().size());
    epoch.schedule().write(IntStream.range(20, 20 + sizes.nodes()).toArray());
    var step =
        new TrainingStep(
            new TrainingSetup(
                watched, recipe, network, features, new LearningState(watched, parameters, 0), 9),
            sizes.nodes(),
            epoch.step());
    step.load(new Subgraph(sizes.nodes()), 0);
    step.learn(0);
    step.inEpoch(epoch);
    return new StepGraphs(captured.get(0), captured.get(1), sparse.getFirst().nnz());
  }

  /** The same backend; what it records and its sparse matrices are kept. */
  private static Backend watched(
      Backend backend, HostDriver driver, List<Captured> captured, List<SparseMatrix> sparse) {
    CudaBackend cuda = CudaBackend.of(backend);
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("record")) {
                CapturedGraph graph = new CapturedGraph(cuda.context(), (Runnable) arguments[0]);
                captured.add(new Captured(driver.lastGraph(), graph.operations(), graph.chain()));
                return graph;
              }
              try {
                Object made = method.invoke(backend, arguments);
                if (made instanceof SparseMatrix matrix) {
                  sparse.add(matrix);
                }
                return made;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Set<SslTask> tasks(String name) {
    return switch (name) {
      case "none" -> Set.of();
      case "all" -> SslTask.ofPaper();
      default -> EnumSet.of(SslTask.valueOf(name.toUpperCase(Locale.ROOT)));
    };
  }
}
