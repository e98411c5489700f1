package dev.earshot.bench.peers;

import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.Network;
import dev.earshot.nn.ParameterShape;
import java.util.Collection;
import java.util.Map;

/**
 * The least cost of a training step of graph convolutions by the textbook. Every pass computes its
 * own products, and the first layer has no gradient of its input. A product that several passes
 * have in common is counted for each of them.
 *
 * @param flops number of floating-point operations; a multiplication and an addition count as two
 * @param bytes number of bytes moved, in float: weights are read in both passes, gradients are
 *     written, Adam makes seven passes, activations are written once and read twice
 */
public record StepCost(double flops, double bytes) {
  /**
   * The cost of a step.
   *
   * @param network the network, which has only graph convolutions
   * @param tasks the self-supervised tasks
   * @param nodes n, number of nodes
   * @param nnz number of stored entries of the adjacency
   * @param firstNnz number of non-zero features if the first product is sparse, else n d; denoise's
   *     first product is dense in both cases
   */
  static StepCost of(
      Network network, Collection<SslTask> tasks, long nodes, long nnz, double firstNnz) {
    double flops = 0;
    double activations = 0;
    double parameters = 0;
    for (ParameterShape shape : network.shapes()) {
      parameters += shape.size();
      if (shape.isBias()) {
        continue;
      }
      boolean first = shape.name().equals("conv1.weight");
      double passes = passes(shape.name(), tasks);
      double from = shape.rows();
      double to = shape.columns();
      double noisy = first && tasks.contains(SslTask.DENOISE) ? 1 : 0;
      double entries =
          first ? (passes - noisy) * firstNnz + noisy * nodes * from : passes * nodes * from;
      // The product with the adjacency is on the side with fewer columns. There is none backward
      // into the input.
      double spread = 2.0 * nnz * Math.min(from, to) * (first && from < to ? 1 : 2);
      flops += 2 * entries * to * (first ? 2 : 3) + passes * spread;
      activations += passes * nodes * to;
    }
    return new StepCost(flops, 4 * (10 * parameters + 3 * activations));
  }

  private static double passes(String parameter, Collection<SslTask> tasks) {
    if (parameter.startsWith("conv")) {
      return 1 + tasks.size();
    }
    return parameter.startsWith("reconstruction")
        ? tasks.stream().filter(task -> task != SslTask.SHUFFLE).count()
        : 1;
  }

  /** Adds both numbers to the facts of a work. */
  void addTo(Map<String, Object> facts) {
    facts.put("flops", flops);
    facts.put("bytes", bytes);
  }
}
