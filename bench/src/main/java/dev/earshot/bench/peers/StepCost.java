package dev.earshot.bench.peers;

import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.Network;
import dev.earshot.nn.ParameterShape;
import java.util.Collection;
import java.util.Map;

/**
 * The least that a training step of graph convolutions computes and moves, by the textbook: every
 * pass its own products, no input gradient in the first layer. Products that passes could share are
 * counted each time.
 *
 * @param flops a multiplication and an addition count as two
 * @param bytes weights read in both passes, gradients written, Adam's seven passes, activations
 *     written once and read twice, in float
 */
public record StepCost(double flops, double bytes) {
  /**
   * @param network the network, convolutions all
   * @param nodes n
   * @param nnz stored entries of the adjacency
   * @param firstNnz non-zero features when the first product is sparse, else n d; denoise's own
   *     first product is dense all the same
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
      // Spread over the edges on whichever side has fewer columns; not backward into the input.
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
