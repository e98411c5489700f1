package dev.earshot.check;

import dev.earshot.autodiff.AddColumnNoise;
import dev.earshot.autodiff.AddNoise;
import dev.earshot.autodiff.AddNoiseProduct;
import dev.earshot.autodiff.Dropout;
import dev.earshot.autodiff.DropoutMask;
import dev.earshot.autodiff.GatherRows;
import dev.earshot.autodiff.MaskColumns;
import dev.earshot.autodiff.MaskRows;
import dev.earshot.autodiff.MixRows;
import dev.earshot.autodiff.PropagateDropped;
import dev.earshot.autodiff.ShuffleRows;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/** Noise, masks, dropout, and choices of rows, columns and edges. */
final class CorruptionCases {
  private CorruptionCases() {}

  static List<OperationCase> all() {
    return List.of(
        OperationCase.of(
            "add-noise",
            Size.ROWS,
            (w, s) ->
                w.output(new AddNoise(w.backend(), w.input("x", s.n(), s.k()), 0.25, w.random(1)))),
        OperationCase.of(
            "mask-rows",
            Size.ROWS,
            (w, s) -> {
              MaskRows operation =
                  new MaskRows(
                      w.backend(), w.input("x", s.n(), s.k()), (s.n() + 2) / 3, w.random(2));
              w.output(operation);
              w.result("mask", operation.mask());
              w.result("rows", operation.rows());
            }),
        OperationCase.of(
            "gather-rows",
            Size.ROWS,
            (w, s) -> {
              Indices rows = w.integers((s.n() + 1) / 2, 0, s.n());
              w.output(new GatherRows(w.backend(), w.input("x", s.n(), s.k()), rows));
            }),
        OperationCase.of(
            "shuffle-rows",
            Size.ROWS,
            (w, s) -> {
              ShuffleRows operation =
                  new ShuffleRows(
                      w.backend(), w.input("x", s.n(), s.k()), (s.n() + 1) / 2, w.random(3));
              w.output(operation);
              w.result("own", operation.own());
            }),
        OperationCase.of(
            "dropout",
            Size.ROWS,
            (w, s) ->
                w.output(new Dropout(w.backend(), w.input("x", s.n(), s.k()), 0.3, w.random(4)))),
        OperationCase.of(
            "mask-columns",
            Size.ROWS,
            (w, s) ->
                w.output(
                    new MaskColumns(
                        w.backend(), w.input("x", s.n(), s.k()), (s.k() + 2) / 3, w.random(8)))),
        OperationCase.of(
            "add-column-noise",
            Size.ROWS,
            (w, s) ->
                w.output(
                    new AddColumnNoise(
                        w.backend(),
                        w.input("x", s.n(), s.k()),
                        (s.k() + 2) / 3,
                        0.25,
                        w.random(8),
                        w.random(1)))),
        OperationCase.of(
            "add-noise-product",
            Size.ROWS,
            (w, s) ->
                w.output(
                    new AddNoiseProduct(
                        w.backend(),
                        w.input("x", s.n(), s.m()),
                        w.input("w", s.k(), s.m()),
                        new AddNoiseProduct.Noise(
                            (s.k() + 2) / 3, 0.25, w.random(8), w.random(100)),
                        // Several blocks of rows at most sizes.
                        400))),
        OperationCase.of(
            "drop-edges",
            Size.ROWS,
            (w, s) -> {
              SparseMatrix a = w.signedGraph(s.n());
              SparseMatrix kept = w.backend().newSparseMatrix(s.n(), s.n(), a.capacity());
              Indices whole = w.backend().newIndices(s.n());
              Matrix x = w.data(s.n(), s.k());
              Matrix y = w.backend().newMatrix(s.n(), s.k());
              Matrix back = w.backend().newMatrix(s.n(), s.k());
              w.kernel(() -> {
                w.backend().graphs().dropEdges(a, 0.3, w.random(9), kept, whole);
                w.backend().sparse().propagate(kept, x, Epilogue.NONE, y);
                w.backend().sparse().propagateTransposed(kept, x, 0, back);
              });
              w.result("y", y);
              w.result("back", back);
              w.result("whole", whole);
            }),
        OperationCase.of(
            "mix-rows",
            Size.ROWS,
            (w, s) -> w.output(new MixRows(w.backend(), w.input("x", s.n(), s.k()), w.random(7)))),
        OperationCase.of(
            "propagate-dropped-bias-relu",
            Size.ROWS,
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
                      new DropoutMask(0.3, w.random(5)),
                      x,
                      w.variable("bias", 1, s.m(), bias),
                      Activation.RELU));
            }),
        OperationCase.of(
            "propagate-dropped",
            Size.ROWS,
            (w, s) -> {
              Tensor x = w.input("x", s.k(), s.m());
              SparseMatrix a = words(w, s);
              SparseMatrix dropped = words(w, s);
              w.output(
                  new PropagateDropped(
                      w.backend(), a, dropped, new DropoutMask(0.3, w.random(5)), x));
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
}
