package dev.earshot.check;

import static dev.earshot.check.OperationCase.FLOAT_TOLERANCE;

import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Indices;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import dev.earshot.nn.StepContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whole training steps: the network, the classification loss and the self-supervised tasks. */
final class ModelCases {
  private static final List<Size> SIZES = List.of(new Size(7, 5, 3), new Size(53, 165, 4));
  private static final int WIDTH = 16;
  private static final double ENTROPY_WEIGHT = 0.01;
  private static final SslSettings SSL = new SslSettings(0.1, 0.25, 0.1);
  private static final long SEED = 7;

  private ModelCases() {}

  static List<OperationCase> all() {
    List<OperationCase> cases = new ArrayList<>();
    cases.add(model(LayerKind.GCN, EnumSet.noneOf(SslTask.class), 0));
    for (SslTask task : SslTask.values()) {
      cases.add(model(LayerKind.GCN, EnumSet.of(task), 0));
    }
    // GAT is checked only as an operation: in a model, nothing keeps its scores away from the kink
    // of the leaky ReLU.
    for (LayerKind kind : EnumSet.complementOf(EnumSet.of(LayerKind.GAT))) {
      cases.add(model(kind, EnumSet.allOf(SslTask.class), 0.5));
    }
    return cases;
  }

  private static OperationCase model(LayerKind kind, Set<SslTask> tasks, double dropout) {
    String names =
        tasks.isEmpty() ? "none" : String.join("+", tasks.stream().map(SslTask::label).toList());
    String name =
        "model-%s-%s%s"
            .formatted(kind.name().toLowerCase(Locale.ROOT), names, dropout > 0 ? "-dropout" : "");
    // A GIN has two more layers. On large inputs, its gradients are then as small as the rounding
    // noise of the differences.
    List<Size> sizes = kind == LayerKind.GIN ? SIZES.subList(0, 1) : SIZES;
    NetworkSettings settings = new NetworkSettings(kind, kind, 2, WIDTH, dropout);
    // About half of the nodes lose an edge. The logistic loss's gradients for the two halves then
    // nearly cancel in the bias of its head, which leaves their rounding errors.
    double tolerance = tasks.contains(SslTask.EDGE_DROP) ? 1e-8 : FLOAT_TOLERANCE;
    return new OperationCase(name, tolerance, sizes, (w, s) -> setUp(w, s, settings, tasks));
  }

  private static void setUp(Workbench w, Size s, NetworkSettings settings, Set<SslTask> tasks) {
    Network network = new Network(settings, s.k(), s.m(), SslTask.heads(tasks, s.k()));
    Parameters parameters = new Parameters(w.backend(), network.shapes());
    parameters.initialise(SEED);
    for (ParameterShape shape : network.shapes()) {
      Tensor tensor = w.variable(shape.name(), parameters.get(shape.name()));
      if (shape.name().endsWith(".inner.bias") || (shape.isBias() && shape.columns() == WIDTH)) {
        // These biases keep away from the ReLU's kink: even hidden units are always on, odd ones
        // always off. Heads keep their biases, since a logistic loss at large logits is only
        // rounding error in float.
        double[] bias = new double[shape.size()];
        Arrays.setAll(bias, j -> j % 2 == 0 ? 3 : -3);
        tensor.value().write(bias);
      } else {
        // The weights are small, so that no layer's output outweighs the biases of the next layer.
        double[] weights = tensor.value().toArray();
        Arrays.setAll(weights, i -> 0.2 * weights[i]);
        tensor.value().write(weights);
      }
    }
    SparseMatrix adjacency =
        settings.layer() == LayerKind.GRAPHCONV ? w.positiveGraph(s.n()) : w.signedGraph(s.n());
    Tensor features = Tensor.constant(w.data(s.n(), s.k()));
    Indices labels = w.integers(s.n(), -1, s.m());
    Indices step = w.step();
    StepContext context = new StepContext(w.tape(), parameters, adjacency, features, SEED, step);
    NodeFeatures clean = SslTask.clean(tasks, context, network);
    Tensor logits = network.classify(context, network.embedTraining(context, clean, 0));
    var loss = new ClassificationLoss(w.backend(), logits, labels, 1, ENTROPY_WEIGHT);
    w.loss("classification", w.tape().add(loss).output(), 1, ENTROPY_WEIGHT);
    for (SslTask task : tasks) {
      w.loss(task.label(), task.addTo(context, network, clean, SSL), SSL.weight());
    }
  }
}
