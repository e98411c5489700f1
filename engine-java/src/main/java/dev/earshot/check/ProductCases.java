package dev.earshot.check;

import dev.earshot.autodiff.Attend;
import dev.earshot.autodiff.DropoutMask;
import dev.earshot.autodiff.Elu;
import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.LinearOfReached;
import dev.earshot.autodiff.NormalizeColumns;
import dev.earshot.autodiff.Operation;
import dev.earshot.autodiff.Propagate;
import dev.earshot.autodiff.PropagateWithOwn;
import dev.earshot.autodiff.Sum;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Products, propagation, attention, and what follows them in a layer. */
final class ProductCases {
  private static final List<Size> NORMALIZED =
      List.of(new Size(7, 3, 2), new Size(53, 165, 4), new Size(71, 128, 33));

  private ProductCases() {}

  static List<OperationCase> all() {
    return List.of(
        OperationCase.of(
            "linear",
            Size.PRODUCTS,
            (w, s) ->
                product(
                    w,
                    s,
                    new Linear(
                        w.backend(), w.input("x", s.n(), s.k()), w.input("w", s.k(), s.m())))),
        OperationCase.of(
            "linear-bias-relu",
            Size.PRODUCTS,
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
        OperationCase.of(
            "linear-of-reached",
            Size.PRODUCTS,
            (w, s) -> {
              Tensor x = w.input("x", s.n(), s.k());
              Tensor weights = w.input("w", s.k(), s.m());
              Tensor known = w.input("known", s.n(), s.m());
              Indices mask = w.integers(s.n(), 0, 5);
              w.output(
                  new LinearOfReached(
                      w.backend(), x, weights, known, w.signedGraph(s.n()), mask, 3));
            }),
        OperationCase.of(
            "propagate",
            Size.ROWS,
            (w, s) -> {
              propagation(w, s);
              w.output(
                  new Propagate(w.backend(), w.signedGraph(s.n()), w.input("x", s.n(), s.k())));
            }),
        OperationCase.of(
            "propagate-bias-relu",
            Size.ROWS,
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
        // ds is one sum over all elements with random signs, so it is small beside its terms.
        new OperationCase(
            "propagate-own",
            1e-8,
            Size.ROWS,
            (w, s) -> {
              propagation(w, s);
              w.output(
                  new PropagateWithOwn(
                      w.backend(),
                      w.signedGraph(s.n()),
                      w.input("x", s.n(), s.k()),
                      w.input("s", 1, 1),
                      w.input("bias", 1, s.k())));
            }),
        OperationCase.of(
            "attend-bias",
            List.of(new Size(1, 4, 2), new Size(7, 6, 3), new Size(53, 64, 8), new Size(71, 33, 1)),
            (w, s) -> attention(w, s, w.alternating("bias", 1, s.k()), Activation.NONE)),
        OperationCase.of(
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
        OperationCase.of(
            "attend-dropped",
            List.of(new Size(7, 6, 3), new Size(53, 64, 8), new Size(71, 33, 1)),
            (w, s) ->
                attention(
                    w,
                    s,
                    w.alternating("bias", 1, s.k()),
                    Activation.NONE,
                    Optional.of(w.random(6)))),
        OperationCase.of(
            "elu",
            Size.ROWS,
            (w, s) -> w.output(new Elu(w.backend(), w.alternating("x", s.n(), s.k())))),
        OperationCase.of(
            "normalize-columns",
            NORMALIZED,
            (w, s) ->
                w.output(
                    new NormalizeColumns(
                        w.backend(),
                        w.input("x", s.n(), s.k()),
                        w.input("scale", 1, s.k()),
                        w.input("shift", 1, s.k()),
                        Activation.NONE))),
        OperationCase.of(
            "normalize-columns-relu",
            NORMALIZED,
            (w, s) -> {
              // So small that no value is near the kink.
              var scale = new double[s.k()];
              Arrays.fill(scale, 0.1);
              w.output(
                  new NormalizeColumns(
                      w.backend(),
                      w.input("x", s.n(), s.k()),
                      w.variable("scale", 1, s.k(), scale),
                      w.alternating("shift", 1, s.k()),
                      Activation.RELU));
            }),
        OperationCase.of(
            "sum-bias-relu",
            Size.ROWS,
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
            new Attend.Heads(
                w.variable("vectors", 2, s.k(), vectors),
                s.m(),
                0.2,
                random.map(drawn -> new DropoutMask(0.4, drawn))),
            bias,
            activation));
  }

  private static void propagation(Workbench w, Size s) {
    double edges = 4.0 * s.n();
    w.cost(2 * 2 * edges * s.k(), 2 * (12 * edges + 8.0 * s.n() * s.k()));
  }
}
