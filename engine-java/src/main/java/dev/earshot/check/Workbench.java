package dev.earshot.check;

import dev.earshot.autodiff.Operation;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.Philox;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/**
 * An operation laid out on one backend: its inputs with fixed random values, and its results. On a
 * {@link GuardedBackend} every matrix and index vector lies between guard values.
 */
public final class Workbench {
  private final String operation;
  private final Backend backend;
  private final Philox philox;
  private final Tape tape;
  private int drawn;

  private final Map<String, Tensor> variables = new LinkedHashMap<>();
  private final Map<String, Matrix> matrices = new LinkedHashMap<>();
  private final Map<String, Indices> indices = new LinkedHashMap<>();
  private Optional<Runnable> kernel = Optional.empty();
  private Optional<Tensor> projected = Optional.empty();
  private double[] projection = {};
  private final Map<Tensor, double[]> losses = new LinkedHashMap<>();
  private double flops;
  private double bytes;

  Workbench(String operation, Backend backend, long seed) {
    this.operation = operation;
    this.backend = backend;
    this.philox = new Philox(seed);
    this.tape = new Tape(backend);
  }

  public Backend backend() {
    return backend;
  }

  public Tape tape() {
    return tape;
  }

  /** Values drawn uniformly from (0, 1) and mapped, in the order of calls. */
  double[] uniform(int count, DoubleUnaryOperator map) {
    double[] values = new double[count];
    int block = drawn++;
    for (int i = 0; i < count; i++) {
      // Rounded to float: every backend starts from the same numbers.
      values[i] = (float) map.applyAsDouble(philox.at(i / 4, block, 0, 0).uniform(i % 4));
    }
    return values;
  }

  /** A differentiable input, uniform in -1 .. 1. */
  Tensor input(String name, int rows, int columns) {
    return variable(name, rows, columns, uniform(rows * columns, u -> 2 * u - 1));
  }

  /** A differentiable input, uniform in 0.5 .. 1.5. */
  Tensor positive(String name, int rows, int columns) {
    return variable(name, rows, columns, uniform(rows * columns, u -> 0.5 + u));
  }

  /**
   * A differentiable input with magnitudes 0.2 .. 1, even columns positive and odd ones negative: a
   * product with a positive matrix stays clear of the ReLU's kink.
   */
  Tensor alternating(String name, int rows, int columns) {
    double[] values = uniform(rows * columns, u -> 0.2 + 0.8 * u);
    for (int i = 0; i < values.length; i++) {
      values[i] *= i % columns % 2 == 0 ? 1 : -1;
    }
    return variable(name, rows, columns, values);
  }

  /** A differentiable input with these values. */
  Tensor variable(String name, int rows, int columns, double[] values) {
    Tensor tensor =
        Tensor.variable(backend.matrixOf(rows, columns, values), backend.newMatrix(rows, columns));
    return variable(name, tensor);
  }

  /** Makes a tensor one of the differentiable inputs. */
  Tensor variable(String name, Tensor tensor) {
    variables.put(name, tensor);
    matrices.put("d" + name, tensor.gradient());
    return tensor;
  }

  /** A matrix, uniform in -1 .. 1, that is no differentiable input. */
  Matrix data(int rows, int columns) {
    return backend.matrixOf(rows, columns, uniform(rows * columns, u -> 2 * u - 1));
  }

  /** Indices uniform in {@code from .. to - 1}. */
  Indices integers(int count, int from, int to) {
    double[] values = uniform(count, u -> u);
    int[] integers = new int[count];
    for (int i = 0; i < count; i++) {
      integers[i] = Math.min(to - 1, from + (int) (values[i] * (to - from)));
    }
    return backend.indicesOf(integers);
  }

  /** A step counter that stands at some step. */
  Indices step() {
    return backend.indicesOf(3);
  }

  /** A positive, row-normalised, directed random graph with about 4 edges into each node. */
  SparseMatrix positiveGraph(int n) {
    return graph(n, Normalization.ROW, false);
  }

  /** A signed, symmetric random graph in the paper's normalisation. */
  SparseMatrix signedGraph(int n) {
    return graph(n, Normalization.SYMMETRIC, true);
  }

  private SparseMatrix graph(int n, Normalization normalization, boolean signed) {
    SignedGraph graph = new SignedGraph();
    graph.clear(n);
    double[] u = uniform(3 * n, v -> v);
    for (int e = 0; e < 3 * n; e++) {
      int from = e % n;
      int to = Math.min(n - 1, (int) (u[e] * n));
      if (from != to) {
        graph.add(from, to, signed && e < n ? -1 : 1);
      }
    }
    if (signed) {
      graph.symmetrize();
    }
    graph.normalize(normalization, 1);
    SparseMatrix matrix = backend.newSparseMatrix(n, n, 7 * n);
    graph.writeTo(matrix);
    return matrix;
  }

  /** The tape's result is the output of this operation; its gradient is a random one. */
  void output(Operation operation) {
    tape.add(operation);
    Tensor output = operation.output();
    projected = Optional.of(output);
    projection = uniform(output.value().size(), u -> 2 * u - 1);
    matrices.put("y", output.value());
  }

  /** One of the tape's losses, with the weights that it puts on its values. */
  void loss(String name, Tensor values, double... weights) {
    losses.put(values, weights);
    matrices.put(name, values.value());
  }

  /** In place of a tape, a call of kernels. */
  void kernel(Runnable call) {
    kernel = Optional.of(call);
  }

  /** A result to compare. */
  void result(String name, Matrix matrix) {
    matrices.put(name, matrix);
  }

  /** A result to compare, element by element. */
  void result(String name, Indices result) {
    indices.put(name, result);
  }

  /** What one run costs. */
  void cost(double floatingPointOperations, double bytesMoved) {
    flops = floatingPointOperations;
    bytes = bytesMoved;
  }

  /**
   * Does the work once: both passes, or the kernel call.
   *
   * @throws IllegalStateException if it wrote outside of one of its buffers
   */
  public void run() {
    compute();
    if (backend instanceof GuardedBackend guarded) {
      guarded.requireIntact(operation, this::nameOf);
    }
  }

  private Optional<String> nameOf(Object buffer) {
    Stream<Map.Entry<String, ?>> values =
        variables.entrySet().stream()
            .map(named -> Map.entry(named.getKey(), named.getValue().value()));
    Stream<Map.Entry<String, ?>> results =
        Stream.concat(matrices.entrySet().stream(), indices.entrySet().stream());
    return Stream.concat(values, results)
        .filter(named -> named.getValue() == buffer)
        .<String>map(Map.Entry::getKey)
        .findFirst();
  }

  private void compute() {
    if (kernel.isPresent()) {
      kernel.get().run();
      return;
    }
    tape.forward();
    if (projected.isPresent()) {
      projected.get().gradient().write(projection);
      tape.backwardFrom(projected.get());
    } else {
      tape.backward();
    }
  }

  /** The scalar whose gradient {@link #run} computes: a forward pass and a weighted sum. */
  double objective() {
    tape.forward();
    double sum = projected.map(tensor -> dot(tensor, projection)).orElse(0.0);
    for (Map.Entry<Tensor, double[]> loss : losses.entrySet()) {
      sum += dot(loss.getKey(), loss.getValue());
    }
    return sum;
  }

  private static double dot(Tensor tensor, double[] weights) {
    double[] values = tensor.value().toArray();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[i] * values[i];
    }
    return sum;
  }

  /** The differentiable inputs by name. */
  public Map<String, Tensor> variables() {
    return variables;
  }

  /** Results and gradients by name, valid after {@link #run}. */
  public Map<String, Matrix> matrices() {
    return matrices;
  }

  /** Integer results by name, valid after {@link #run}. */
  public Map<String, Indices> indices() {
    return indices;
  }

  /** Floating-point operations of one run, as far as they are useful; 0 if not stated. */
  public double flops() {
    return flops;
  }

  /** Bytes that one run has to read and write once, in float; 0 if not stated. */
  public double bytes() {
    return bytes;
  }
}
