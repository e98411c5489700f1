package dev.earshot.check;

import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.LogisticLoss;
import dev.earshot.autodiff.SoftClassificationLoss;
import dev.earshot.autodiff.SparseFeatures;
import dev.earshot.autodiff.SparseReconstructionLoss;
import dev.earshot.autodiff.SparseReconstructionLoss.RowChoice;
import dev.earshot.autodiff.SquaredErrorLoss;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Losses, and the probabilities that they are computed from. */
final class LossCases {
  private LossCases() {}

  static List<OperationCase> all() {
    return List.of(
        OperationCase.of(
            "classification-loss",
            Size.ROWS,
            (w, s) -> {
              var logits = w.input("logits", s.n(), s.m());
              Indices labels = w.integers(s.n(), -1, s.m());
              var loss = new ClassificationLoss(w.backend(), logits, labels, 1, 0.3);
              w.loss("loss", w.tape().add(loss).output(), 1, 0.3);
            }),
        OperationCase.of(
            "soft-classification-loss",
            Size.ROWS,
            (w, s) -> {
              var logits = w.input("logits", s.n(), s.m());
              Matrix targets = w.data(s.n(), s.m());
              w.backend().losses().softmax(targets, targets);
              Matrix weight = w.backend().matrixOf(1, 1, 0.7);
              var loss = new SoftClassificationLoss(w.backend(), logits, targets, weight);
              w.loss("loss", w.tape().add(loss).output(), 0.7);
            }),
        OperationCase.of(
            "squared-error-loss",
            Size.ROWS,
            (w, s) -> {
              var prediction = w.input("prediction", s.n(), s.k());
              Indices mask = w.integers(s.n(), 0, 2);
              Matrix target = w.data(s.n(), s.k());
              var loss = new SquaredErrorLoss(w.backend(), prediction, target, mask, 0.7);
              w.loss("loss", w.tape().add(loss).output(), 0.7);
            }),
        OperationCase.of(
            "sparse-reconstruction-loss",
            List.of(
                new Size(1, 1, 1), new Size(7, 3, 7), new Size(53, 16, 53), new Size(257, 5, 257)),
            (w, s) -> sparseReconstruction(w, s, Optional.empty())),
        OperationCase.of(
            "sparse-reconstruction-loss-of-rows",
            List.of(new Size(7, 3, 7), new Size(53, 16, 53), new Size(257, 5, 257)),
            (w, s) -> {
              int[] mask = new int[s.n()];
              Arrays.setAll(mask, i -> i % 3 == 1 ? 1 : 0);
              int count = Arrays.stream(mask).sum();
              sparseReconstruction(
                  w, s, Optional.of(new RowChoice(w.backend().indicesOf(mask), count)));
            }),
        OperationCase.of(
            "logistic-loss",
            Size.ROWS,
            (w, s) -> {
              var logits = w.input("logits", s.n(), 1);
              Indices targets = w.integers(s.n(), 0, 2);
              var loss = new LogisticLoss(w.backend(), logits, targets, 0.7);
              w.loss("loss", w.tape().add(loss).output(), 0.7);
            }),
        OperationCase.of(
            "softmax",
            Size.ROWS,
            (w, s) -> {
              Matrix logits = w.data(s.n(), s.m());
              Matrix probabilities = w.backend().newMatrix(s.n(), s.m());
              w.kernel(() -> w.backend().losses().softmax(logits, probabilities));
              w.result("probabilities", probabilities);
            }),
        OperationCase.of(
            "sharpen",
            Size.ROWS,
            (w, s) -> {
              Matrix probabilities = w.data(s.n(), s.m());
              w.backend().losses().softmax(probabilities, probabilities);
              Matrix sharpened = w.backend().newMatrix(s.n(), s.m());
              w.kernel(() -> w.backend().losses().sharpen(probabilities, 0.1, sharpened));
              w.result("sharpened", sharpened);
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
            new SparseFeatures(z, backend.matrixOf(s.n(), 1, squares)),
            rows,
            0.7);
    w.loss("loss", w.tape().add(loss).output(), 0.7);
  }
}
