package dev.earshot.check;

import dev.earshot.autodiff.Operation;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/**
 * An operation that is set up on one backend, with its inputs of fixed random values and its
 * results. On a {@link GuardedBackend}, every matrix and index vector lies between guard values.
 */
public final class Workbench {
  private static final long RANDOM_SEED = 0x5EED_0F_C1195L;

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

  /** The backend that runs the operation. */
  public Backend backend() {
    return backend;
  }

  /** The tape that holds the operation, unless the work is a call of kernels. */
  public Tape tape() {
    return tape;
  }

  /** Values drawn uniformly from (0, 1) and then mapped. Each call draws new values. */
  double[] uniform(int count, DoubleUnaryOperator map) {
    double[] values = new double[count];
    int block = drawn++;
    for (int i = 0; i < count; i++) {
      // Values are rounded to float, so that every backend starts from the same numbers.
      values[i] = (float) map.applyAsDouble(philox.at(i / 4, block, 0, 0).uniform(i % 4));
    }
    return values;
  }

  /** A differentiable input with values uniform in -1 .. 1. */
  Tensor input(String name, int rows, int columns) {
    return variable(name, rows, columns, uniform(rows * columns, u -> 2 * u - 1));
  }

  /** A differentiable input with values uniform in 0.5 .. 1.5. */
  Tensor positive(String name, int rows, int columns) {
    return variable(name, rows, columns, uniform(rows * columns, u -> 0.5 + u));
  }

  /**
   * A differentiable input with magnitudes 0.2 .. 1. Even columns are positive and odd ones
   * negative, so that a product with a positive matrix stays away from the ReLU's kink.
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

  /** A matrix with values uniform in -1 .. 1 that is not a differentiable input. */
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

  /** A step counter at step 3. */
  Indices step() {
    return backend.indicesOf(3);
  }

  /** Random numbers of this stream at {@link #step}. */
  RandomSource random(int stream) {
    return new RandomSource(RANDOM_SEED, stream, step());
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

  /** Makes this operation's output the tape's result. The gradient that enters there is random. */
  void output(Operation operation) {
    tape.add(operation);
    Tensor output = operation.output();
    projected = Optional.of(output);
    projection = uniform(output.value().size(), u -> 2 * u - 1);
    matrices.put("y", output.value());
  }

  /** Adds one of the tape's losses, with the weights of its values in the objective. */
  void loss(String name, Tensor values, double... weights) {
    losses.put(values, weights);
    matrices.put(name, values.value());
  }

  /** Makes this call of kernels the work, in place of a tape. */
  void kernel(Runnable call) {
    kernel = Optional.of(call);
  }

  /** Adds a result to compare. */
  void result(String name, Matrix matrix) {
    matrices.put(name, matrix);
  }

  /** Adds an integer result, which is compared element by element. */
  void result(String name, Indices result) {
    indices.put(name, result);
  }

  /** Sets the cost of one run. */
  void cost(double floatingPointOperations, double bytesMoved) {
    flops = floatingPointOperations;
    bytes = bytesMoved;
  }

  /**
   * Does the work once: both passes, or the call of kernels.
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

  /** Number of floating-point operations that one run needs; 0 if the case does not state it. */
  public double flops() {
    return flops;
  }

  /**
   * Number of bytes that one run has to read and write at least once, in float; 0 if the case does
   * not state it.
   */
  public double bytes() {
    return bytes;
  }
}
