package dev.earshot.check;

import static dev.earshot.check.OperationCase.FLOAT_TOLERANCE;

import dev.earshot.autodiff.AddColumnNoise;
import dev.earshot.autodiff.AddNoise;
import dev.earshot.autodiff.AddNoiseProduct;
import dev.earshot.autodiff.Attend;
import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.Dropout;
import dev.earshot.autodiff.Elu;
import dev.earshot.autodiff.GatherRows;
import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.LinearOfReached;
import dev.earshot.autodiff.LogisticLoss;
import dev.earshot.autodiff.MaskColumns;
import dev.earshot.autodiff.MaskRows;
import dev.earshot.autodiff.MixRows;
import dev.earshot.autodiff.NormalizeColumns;
import dev.earshot.autodiff.Operation;
import dev.earshot.autodiff.Propagate;
import dev.earshot.autodiff.PropagateDropped;
import dev.earshot.autodiff.Scale;
import dev.earshot.autodiff.ShuffleRows;
import dev.earshot.autodiff.SoftClassificationLoss;
import dev.earshot.autodiff.SparseReconstructionLoss;
import dev.earshot.autodiff.SparseReconstructionLoss.RowChoice;
import dev.earshot.autodiff.SquaredErrorLoss;
import dev.earshot.autodiff.Sum;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The cases of all operations. A new operation needs one more case and its implementations. */
public final class OperationCases {
  private static final List<Size> PRODUCTS =
      List.of(
          new Size(1, 1, 1),
          new Size(7, 5, 3),
          new Size(53, 165, 256),
          new Size(53, 256, 4),
          new Size(71, 128, 33),
          new Size(257, 71, 53));
  static final List<Size> ROWS =
      List.of(
          new Size(1, 1, 1),
          new Size(7, 3, 2),
          new Size(53, 165, 4),
          new Size(71, 128, 33),
          new Size(257, 7, 10));
  private static final long SEED = 0x5EED_0F_C1195L;

  private OperationCases() {}

  /** All cases: single operations, maps to feature spaces, and whole models. */
  public static List<OperationCase> all() {
    return Stream.of(
            products(), corruptions(), losses(), others(), FeatureCases.all(), ModelCases.all())
        .flatMap(List::stream)
        .toList();
  }

  private static OperationCase over(
      String name, List<Size> sizes, BiConsumer<Workbench, Size> setUp) {
    return new OperationCase(name, FLOAT_TOLERANCE, sizes, setUp);
  }

  private static List<OperationCase> products() {
    return List.of(
        over(
            "linear",
            PRODUCTS,
            (w, s) ->
                product(
                    w,
                    s,
                    new Linear(
                        w.backend(), w.input("x", s.n(), s.k()), w.input("w", s.k(), s.m())))),
        over(
            "linear-bias-relu",
            PRODUCTS,
            (w, s) ->
                product(
                    w,
                    s,
                    new Linear(
                        w.backend(),
                        w.positive("x", s.n(), s.k()),
                        w.alternating("w", s.k(), s.m()),
                        w.alternating("bias", 1, s.m()),
                        Activation.RELU))),
        over(
            "linear-of-reached",
            PRODUCTS,
            (w, s) -> {
              Tensor x = w.input("x", s.n(), s.k());
              Tensor weights = w.input("w", s.k(), s.m());
              Tensor known = w.input("known", s.n(), s.m());
              Indices mask = w.integers(s.n(), 0, 5);
              w.output(
                  new LinearOfReached(
                      w.backend(), x, weights, known, w.signedGraph(s.n()), mask, 3));
            }),
        over(
            "propagate",
            ROWS,
            (w, s) -> {
              propagation(w, s);
              w.output(
                  new Propagate(w.backend(), w.signedGraph(s.n()), w.input("x", s.n(), s.k())));
            }),
        over(
            "propagate-bias-relu",
            ROWS,
            (w, s) -> {
              propagation(w, s);
              w.output(
                  new Propagate(
                      w.backend(),
                      w.positiveGraph(s.n()),
                      w.alternating("x", s.n(), s.k()),
                      w.alternating("bias", 1, s.k()),
                      Activation.RELU));
            }),
        over(
            "attend-bias",
            List.of(new Size(1, 4, 2), new Size(7, 6, 3), new Size(53, 64, 8), new Size(71, 33, 1)),
            (w, s) -> attention(w, s, w.alternating("bias", 1, s.k()), Activation.NONE)),
        over(
            "attend-bias-relu",
            List.of(new Size(7, 6, 3), new Size(53, 64, 8), new Size(71, 33, 1)),
            (w, s) -> {
              // The mean of x is 0.5 to 1.5. The sum with this bias is away from the ReLU's kink,
              // on both sides of it.
              double[] bias = w.uniform(s.k(), u -> 2 + u);
              for (int j = 1; j < bias.length; j += 2) {
                bias[j] = -bias[j];
              }
              attention(w, s, w.variable("bias", 1, s.k(), bias), Activation.RELU);
            }),
        over(
            "attend-dropped",
            List.of(new Size(7, 6, 3), new Size(53, 64, 8), new Size(71, 33, 1)),
            (w, s) ->
                attention(
                    w,
                    s,
                    w.alternating("bias", 1, s.k()),
                    Activation.NONE,
                    Optional.of(random(w, 6)))),
        over(
            "elu",
            ROWS,
            (w, s) -> w.output(new Elu(w.backend(), w.alternating("x", s.n(), s.k())))),
        over(
            "scale",
            ROWS,
            (w, s) ->
                w.output(new Scale(w.backend(), w.input("x", s.n(), s.k()), w.input("s", 1, 1)))),
        over(
            "normalize-columns",
            List.of(new Size(7, 3, 2), new Size(53, 165, 4), new Size(71, 128, 33)),
            (w, s) ->
                w.output(
                    new NormalizeColumns(
                        w.backend(),
                        w.input("x", s.n(), s.k()),
                        w.input("scale", 1, s.k()),
                        w.input("shift", 1, s.k()),
                        Activation.NONE))),
        over(
            "sum-bias-relu",
            ROWS,
            (w, s) ->
                w.output(
                    new Sum(
                        w.backend(),
                        w.alternating("a", s.n(), s.k()),
                        w.alternating("b", s.n(), s.k()),
                        w.alternating("bias", 1, s.k()),
                        Activation.RELU))));
  }

  private static void product(Workbench w, Size s, Operation operation) {
    // There is one product in the forward pass, and two in the backward pass.
    double elements = (double) s.n() * s.k() + (double) s.k() * s.m() + (double) s.n() * s.m();
    w.cost(3 * 2.0 * s.n() * s.k() * s.m(), 3 * 4 * elements);
    w.output(operation);
  }

  /**
   * Sets up attention of k columns in m heads. The scores are positive in even heads and negative
   * in odd ones, away from the leaky ReLU's kink.
   */
  private static void attention(Workbench w, Size s, Tensor bias, Activation activation) {
    attention(w, s, bias, activation, Optional.empty());
  }

  /** The same with dropout of the attention weights, if there are random numbers for it. */
  private static void attention(
      Workbench w, Size s, Tensor bias, Activation activation, Optional<RandomSource> random) {
    double[] vectors = w.uniform(2 * s.k(), u -> 0.2 + 0.8 * u);
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] *= i % s.k() / (s.k() / s.m()) % 2 == 0 ? 1 : -1;
    }
    w.output(
        new Attend(
            w.backend(),
            w.positiveGraph(s.n()),
            w.positive("x", s.n(), s.k()),
            w.variable("vectors", 2, s.k(), vectors),
            s.m(),
            0.2,
            bias,
            activation,
            0.4,
            random));
  }

  private static void propagation(Workbench w, Size s) {
    double edges = 4.0 * s.n();
    w.cost(2 * 2 * edges * s.k(), 2 * (12 * edges + 8.0 * s.n() * s.k()));
  }

  private static List<OperationCase> corruptions() {
    return List.of(
        over(
            "add-noise",
            ROWS,
            (w, s) ->
                w.output(
                    new AddNoise(w.backend(), w.input("x", s.n(), s.k()), 0.25, random(w, 1)))),
        over(
            "mask-rows",
            ROWS,
            (w, s) -> {
              MaskRows operation =
                  new MaskRows(
                      w.backend(), w.input("x", s.n(), s.k()), (s.n() + 2) / 3, random(w, 2));
              w.output(operation);
              w.result("mask", operation.mask());
              w.result("rows", operation.rows());
            }),
        over(
            "gather-rows",
            ROWS,
            (w, s) -> {
              Indices rows = w.integers((s.n() + 1) / 2, 0, s.n());
              w.output(new GatherRows(w.backend(), w.input("x", s.n(), s.k()), rows));
            }),
        over(
            "shuffle-rows",
            ROWS,
            (w, s) -> {
              ShuffleRows operation =
                  new ShuffleRows(
                      w.backend(), w.input("x", s.n(), s.k()), (s.n() + 1) / 2, random(w, 3));
              w.output(operation);
              w.result("own", operation.own());
            }),
        over(
            "dropout",
            ROWS,
            (w, s) ->
                w.output(new Dropout(w.backend(), w.input("x", s.n(), s.k()), 0.3, random(w, 4)))),
        over(
            "mask-columns",
            ROWS,
            (w, s) ->
                w.output(
                    new MaskColumns(
                        w.backend(), w.input("x", s.n(), s.k()), (s.k() + 2) / 3, random(w, 8)))),
        over(
            "add-column-noise",
            ROWS,
            (w, s) ->
                w.output(
                    new AddColumnNoise(
                        w.backend(),
                        w.input("x", s.n(), s.k()),
                        (s.k() + 2) / 3,
                        0.25,
                        random(w, 8),
                        random(w, 1)))),
        over(
            "add-noise-product",
            ROWS,
            (w, s) ->
                w.output(
                    new AddNoiseProduct(
                        w.backend(),
                        w.input("x", s.n(), s.m()),
                        w.input("w", s.k(), s.m()),
                        (s.k() + 2) / 3,
                        0.25,
                        // Several blocks of rows at most sizes.
                        400,
                        random(w, 8),
                        random(w, 100)))),
        over(
            "drop-edges",
            ROWS,
            (w, s) -> {
              SparseMatrix a = w.signedGraph(s.n());
              SparseMatrix kept = w.backend().newSparseMatrix(s.n(), s.n(), a.capacity());
              Indices whole = w.backend().newIndices(s.n());
              Matrix x = w.data(s.n(), s.k());
              Matrix y = w.backend().newMatrix(s.n(), s.k());
              Matrix back = w.backend().newMatrix(s.n(), s.k());
              w.kernel(() -> {
                w.backend().graphs().dropEdges(a, 0.3, random(w, 9), kept, whole);
                w.backend().sparse().propagate(kept, x, Epilogue.NONE, y);
                w.backend().sparse().propagateTransposed(kept, x, 0, back);
              });
              w.result("y", y);
              w.result("back", back);
              w.result("whole", whole);
            }),
        over(
            "mix-rows",
            ROWS,
            (w, s) -> w.output(new MixRows(w.backend(), w.input("x", s.n(), s.k()), random(w, 7)))),
        over(
            "propagate-dropped-bias-relu",
            ROWS,
            (w, s) -> {
              // Positive entries and biases larger than the products stay away from the kink.
              double[] bias = w.uniform(s.m(), u -> 9 + u);
              for (int j = 1; j < bias.length; j += 2) {
                bias[j] = -bias[j];
              }
              Tensor x = w.input("x", s.k(), s.m());
              SparseMatrix a = words(w, s);
              SparseMatrix dropped = words(w, s);
              w.output(
                  new PropagateDropped(
                      w.backend(),
                      a,
                      dropped,
                      0.3,
                      random(w, 5),
                      x,
                      w.variable("bias", 1, s.m(), bias),
                      Activation.RELU));
            }),
        over(
            "propagate-dropped",
            ROWS,
            (w, s) -> {
              Tensor x = w.input("x", s.k(), s.m());
              SparseMatrix a = words(w, s);
              SparseMatrix dropped = words(w, s);
              w.output(new PropagateDropped(w.backend(), a, dropped, 0.3, random(w, 5), x));
            }));
  }

  /** A sparse n x k matrix with up to three entries in a row; each call gives the same one. */
  private static SparseMatrix words(Workbench w, Size s) {
    int[] offsets = new int[s.n() + 1];
    int[] columns = new int[3 * s.n()];
    double[] values = new double[3 * s.n()];
    for (int i = 0; i < s.n(); i++) {
      int count = Math.min(s.k(), i % 4);
      for (int c = 0; c < count; c++) {
        int e = offsets[i] + c;
        columns[e] = c * s.k() / count;
        values[e] = 1 + 0.1 * (e % 7) - 0.3 * (i % 5);
      }
      offsets[i + 1] = offsets[i] + count;
    }
    SparseMatrix matrix = w.backend().newSparseMatrix(s.n(), s.k(), columns.length);
    matrix.write(offsets, columns, values);
    return matrix;
  }

  private static RandomSource random(Workbench w, int stream) {
    return new RandomSource(SEED, stream, w.step());
  }

  private static List<OperationCase> losses() {
    return List.of(
        over(
            "classification-loss",
            ROWS,
            (w, s) -> {
              var logits = w.input("logits", s.n(), s.m());
              Indices labels = w.integers(s.n(), -1, s.m());
              var loss = new ClassificationLoss(w.backend(), logits, labels, 1, 0.3);
              w.loss("loss", w.tape().add(loss).output(), 1, 0.3);
            }),
        over(
            "soft-classification-loss",
            ROWS,
            (w, s) -> {
              var logits = w.input("logits", s.n(), s.m());
              Matrix targets = w.data(s.n(), s.m());
              w.backend().losses().softmax(targets, targets);
              Matrix weight = w.backend().matrixOf(1, 1, 0.7);
              var loss = new SoftClassificationLoss(w.backend(), logits, targets, weight);
              w.loss("loss", w.tape().add(loss).output(), 0.7);
            }),
        over(
            "squared-error-loss",
            ROWS,
            (w, s) -> {
              var prediction = w.input("prediction", s.n(), s.k());
              Indices mask = w.integers(s.n(), 0, 2);
              Matrix target = w.data(s.n(), s.k());
              var loss = new SquaredErrorLoss(w.backend(), prediction, target, mask, 0.7);
              w.loss("loss", w.tape().add(loss).output(), 0.7);
            }),
        over(
            "sparse-reconstruction-loss",
            List.of(
                new Size(1, 1, 1), new Size(7, 3, 7), new Size(53, 16, 53), new Size(257, 5, 257)),
            (w, s) -> sparseReconstruction(w, s, Optional.empty())),
        over(
            "sparse-reconstruction-loss-of-rows",
            List.of(new Size(7, 3, 7), new Size(53, 16, 53), new Size(257, 5, 257)),
            (w, s) -> {
              int[] mask = new int[s.n()];
              Arrays.setAll(mask, i -> i % 3 == 1 ? 1 : 0);
              int count = Arrays.stream(mask).sum();
              sparseReconstruction(
                  w, s, Optional.of(new RowChoice(w.backend().indicesOf(mask), count)));
            }),
        over(
            "logistic-loss",
            ROWS,
            (w, s) -> {
              var logits = w.input("logits", s.n(), 1);
              Indices targets = w.integers(s.n(), 0, 2);
              var loss = new LogisticLoss(w.backend(), logits, targets, 0.7);
              w.loss("loss", w.tape().add(loss).output(), 0.7);
            }));
  }

  private static void sparseReconstruction(Workbench w, Size s, Optional<RowChoice> rows) {
    var backend = w.backend();
    SparseMatrix z = w.signedGraph(s.n());
    Matrix dense = backend.newMatrix(s.n(), s.n());
    Matrix identity = backend.newMatrix(s.n(), s.n());
    for (int i = 0; i < s.n(); i++) {
      identity.slice(i * s.n() + i, 1, 1).fill(1);
    }
    backend.sparse().propagate(z, identity, Epilogue.NONE, dense);
    double[] values = dense.toArray();
    double[] squares = new double[s.n()];
    for (int at = 0; at < values.length; at++) {
      squares[at / s.n()] += values[at] * values[at];
    }
    var loss =
        new SparseReconstructionLoss(
            backend,
            w.input("s", s.n(), s.k()),
            w.input("w", s.k(), s.n()),
            w.input("b", 1, s.n()),
            z,
            backend.matrixOf(s.n(), 1, squares),
            rows,
            0.7);
    w.loss("loss", w.tape().add(loss).output(), 0.7);
  }

  private static List<OperationCase> others() {
    return List.of(
        over(
            "softmax",
            ROWS,
            (w, s) -> {
              Matrix logits = w.data(s.n(), s.m());
              Matrix probabilities = w.backend().newMatrix(s.n(), s.m());
              w.kernel(() -> w.backend().losses().softmax(logits, probabilities));
              w.result("probabilities", probabilities);
            }),
        over(
            "sharpen",
            ROWS,
            (w, s) -> {
              Matrix probabilities = w.data(s.n(), s.m());
              w.backend().losses().softmax(probabilities, probabilities);
              Matrix sharpened = w.backend().newMatrix(s.n(), s.m());
              w.kernel(() -> w.backend().losses().sharpen(probabilities, 0.1, sharpened));
              w.result("sharpened", sharpened);
            }),
        over(
            "adam",
            PRODUCTS,
            (w, s) -> {
              int size = s.k() * s.m();
              Matrix parameters = w.data(1, size);
              Matrix gradients = w.data(1, size);
              Matrix mean = w.data(1, size);
              Matrix variance = w.backend().matrixOf(1, size, w.uniform(size, u -> u));
              Indices step = w.step();
              AdamSettings settings = AdamSettings.of(1e-2, 0.1);
              w.kernel(() ->
                  w.backend()
                      .optimizer()
                      .adam(settings, parameters, gradients, mean, variance, step));
              w.cost(14.0 * size, 4 * 7.0 * size);
              w.result("parameters", parameters);
              w.result("mean", mean);
              w.result("variance", variance);
            }),
        over(
            "neighbors",
            ROWS,
            (w, s) -> {
              Matrix x = w.data(s.n(), s.k());
              Indices labels = w.integers(s.n(), -1, Math.min(s.m(), 4));
              Indices nearest = w.backend().newIndices(2 * s.n());
              Indices farthest = w.backend().newIndices(s.n());
              w.kernel(() -> w.backend().neighbors().neighbors(x, labels, 2, nearest, farthest));
              w.cost(1.5 * s.n() * s.n() * s.k(), 4.0 * s.n() * s.k());
              w.result("nearest", nearest);
              w.result("farthest", farthest);
            }),
        link("link", new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1)),
        link("link-half-blind", new EdgeSettings(4, false, false, 0.5, Normalization.ROW, 4)),
        over(
            "link-half-random",
            ROWS,
            (w, s) -> {
              var backend = w.backend();
              EdgeSettings rule =
                  new EdgeSettings(2, false, false, 0.5, Normalization.SYMMETRIC, 1);
              Matrix x = w.data(s.n(), s.k());
              Indices labels = w.integers(s.n(), -1, Math.min(s.m(), 4));
              Indices nearest = backend.newIndices(s.n() * rule.nearest());
              Indices farthest = backend.newIndices(s.n());
              backend.neighbors().neighbors(x, labels, rule.nearest(), nearest, farthest);
              int most = 5;
              Indices drawn = backend.newIndices(s.n() * most);
              SparseMatrix adjacency =
                  backend.newSparseMatrix(s.n(), s.n(), rule.withNearest(most).capacity(s.n()));
              Matrix y = backend.newMatrix(s.n(), s.k());
              w.kernel(() -> {
                backend.graphs().drawNeighbors(labels, nearest, 4, random(w, 10), drawn);
                backend.graphs().link(rule, nearest, drawn, farthest, random(w, 5), adjacency);
                backend.sparse().propagate(adjacency, x, Epilogue.NONE, y);
              });
              w.result("drawn", drawn);
              w.result("y", y);
            }),
        join("join", new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1)),
        join(
            "join-without-loops",
            new EdgeSettings(2, true, true, 0, Normalization.NEIGHBOR_MEAN, 1)),
        over(
            "epoch",
            ROWS,
            (w, s) -> {
              // The schedule has the nodes of three steps. The next step is number 3, so it uses
              // the first row.
              int rows = 3;
              int[] order = new int[rows * s.n()];
              Arrays.setAll(order, at -> (at + at / s.n()) % s.n());
              var backend = w.backend();
              Indices schedule = backend.indicesOf(order);
              Indices allLabels = w.integers(s.n(), -1, s.m());
              Indices nodes = backend.newIndices((s.n() + 1) / 2);
              Indices labels = backend.newIndices(nodes.length());
              Indices classes = w.integers(s.n(), -1, 0);
              Matrix logits = w.data(nodes.length(), s.m());
              Matrix loss = w.data(1, 2);
              Matrix table = w.data(rows, 2);
              Indices step = w.step();
              w.kernel(() -> {
                var graphs = backend.graphs();
                graphs.takeNodes(schedule, rows, step, allLabels, nodes, labels);
                graphs.keepRow(loss, step, table);
                graphs.keepClasses(logits, labels, nodes, classes);
                graphs.advance(step);
              });
              w.result("nodes", nodes);
              w.result("labels", labels);
              w.result("table", table);
              w.result("classes", classes);
              w.result("step", step);
            }),
        over(
            "k-nearest",
            ROWS,
            (w, s) -> {
              Matrix queries = w.data(s.m(), s.k());
              Matrix base = w.data(s.n(), s.k());
              Indices nearest = w.backend().newIndices(4 * s.m());
              w.kernel(() -> w.backend().neighbors().kNearest(queries, base, 4, nearest));
              w.cost(3.0 * s.n() * s.m() * s.k(), 4.0 * (s.n() + s.m()) * s.k());
              w.result("nearest", nearest);
            }));
  }

  /**
   * Links nodes to given neighbours. Products with the adjacency and its transpose show the edges.
   */
  private static OperationCase link(String name, EdgeSettings rule) {
    return over(
        name,
        ROWS,
        (w, s) -> {
          var backend = w.backend();
          Matrix x = w.data(s.n(), s.k());
          Indices labels = w.integers(s.n(), -1, Math.min(s.m(), 4));
          Indices none = w.integers(s.n(), -1, 0);
          Indices nearest = backend.newIndices(s.n() * rule.nearest());
          Indices blindNearest = backend.newIndices(s.n() * rule.nearest());
          Indices farthest = backend.newIndices(s.n());
          backend.neighbors().neighbors(x, none, rule.nearest(), blindNearest, farthest);
          backend.neighbors().neighbors(x, labels, rule.nearest(), nearest, farthest);
          RandomSource blindChoice = random(w, 5);
          SparseMatrix adjacency = backend.newSparseMatrix(s.n(), s.n(), rule.capacity(s.n()));
          Matrix y = backend.newMatrix(s.n(), s.k());
          Matrix z = backend.newMatrix(s.n(), s.k());
          w.kernel(() -> {
            var sparse = backend.sparse();
            backend.graphs().link(rule, nearest, blindNearest, farthest, blindChoice, adjacency);
            sparse.propagate(adjacency, x, Epilogue.NONE, y);
            sparse.propagateTransposed(adjacency, x, 0, z);
          });
          w.result("y", y);
          w.result("z", z);
        });
  }

  /**
   * Joins each of n clips to three of m + 2 nodes. A product with the adjacency shows the edges.
   */
  private static OperationCase join(String name, EdgeSettings rule) {
    return over(
        name,
        ROWS,
        (w, s) -> {
          var backend = w.backend();
          int context = s.m() + 2;
          int n = context + s.n();
          int[] nodes = new int[4 * s.n()];
          Arrays.setAll(nodes, at -> (at / 4 + context - at % 4) % context);
          Indices named = backend.indicesOf(nodes);
          Matrix degrees = backend.matrixOf(context, 1, w.uniform(context, u -> 1 + 5 * u));
          Matrix x = w.data(n, s.k());
          SparseMatrix adjacency = backend.newSparseMatrix(n, n, 4 * s.n());
          Matrix y = backend.newMatrix(n, s.k());
          w.kernel(() -> {
            backend.graphs().join(rule, named, 3, degrees, adjacency);
            backend.sparse().propagate(adjacency, x, Epilogue.NONE, y);
          });
          w.result("y", y);
        });
  }
}
