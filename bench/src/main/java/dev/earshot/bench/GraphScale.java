package dev.earshot.bench;

import dev.earshot.Part;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.format.CsrArrays;
import dev.earshot.graph.GraphModel;
import dev.earshot.graph.GraphTrainings;
import dev.earshot.graph.NodeEpoch;
import dev.earshot.graph.NodeRun;
import dev.earshot.graph.file.GraphFile;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Trains a GCN on a generated graph, and reports the time of an epoch and the memory that it took.
 * One end of each edge is uniform, the other is node {@code n u^2} for a uniform u, so the degrees
 * follow a power law with exponent 3. Each node has 8 of 64 words, most of them of its class.
 * Arguments: nodes, edges, epochs (default: 1000000 10000000 3).
 */
public final class GraphScale {
  private static final int COLUMNS = 64;
  private static final int WORDS = 8;
  private static final int CLASSES = 8;
  private static final long SEED = 0;

  private GraphScale() {}

  public static void main(String[] args) throws InterruptedException {
    int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int edges = args.length > 1 ? Integer.parseInt(args[1]) : 10_000_000;
    int epochs = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    int threads = Runtime.getRuntime().availableProcessors();
    long begin = System.nanoTime();
    GraphFile graph = generate(nodes, edges);
    report("nodes", "%d", nodes);
    report("different edges", "%d", graph.edges().count());
    report("highest degree", "%d", highestDegree(graph));
    report("seconds to generate", "%.1f", (System.nanoTime() - begin) * 1e-9);
    var settings = GraphModel.GCN.settings(Set.of());
    try (Backend backend = Backends.choose("simd").provider().open(threads)) {
      begin = System.nanoTime();
      NodeRun run =
          GraphTrainings.once(
              backend, graph, settings.withStopping(settings.stopping().withEpochs(epochs)), SEED);
      double all = (System.nanoTime() - begin) * 1e-9;
      List<NodeEpoch> log = run.log();
      for (int i = 0; i < log.size(); i++) {
        double before = i == 0 ? 0 : log.get(i - 1).seconds();
        report("seconds of epoch " + (i + 1), "%.2f", log.get(i).seconds() - before);
      }
      report("seconds to set up", "%.1f", all - run.seconds());
    }
    report("most memory in use, MiB", "%d", mostMemory() >> 20);
    report("heap limit, MiB", "%d", Runtime.getRuntime().maxMemory() >> 20);
  }

  private static void report(String what, String format, Object value) {
    System.out.printf(Locale.ROOT, "%-26s" + format + "%n", what, value);
  }

  private static long mostMemory() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  private static int highestDegree(GraphFile graph) {
    int[] degrees = new int[graph.nodes()];
    var distinct = graph.edges();
    for (int e = 0; e < distinct.count(); e++) {
      degrees[distinct.low()[e]]++;
      degrees[distinct.high()[e]]++;
    }
    return Arrays.stream(degrees).max().orElse(0);
  }

  private static GraphFile generate(int nodes, int edges) {
    var random = new SplittableRandom(SEED);
    int[] sources = new int[edges];
    int[] targets = new int[edges];
    for (int e = 0; e < edges; e++) {
      double u = random.nextDouble();
      sources[e] = (int) (u * u * nodes);
      targets[e] = random.nextInt(nodes);
    }
    int[] labels = new int[nodes];
    int[] starts = new int[nodes + 1];
    int[] columns = new int[nodes * WORDS];
    float[] values = new float[columns.length];
    Arrays.fill(values, 1);
    for (int node = 0; node < nodes; node++) {
      labels[node] = random.nextInt(CLASSES);
      starts[node + 1] = starts[node] + WORDS;
      // One word of each group of 8; in two of the groups it is that of the class.
      for (int word = 0; word < WORDS; word++) {
        int chosen = word < 2 ? labels[node] : random.nextInt(COLUMNS / WORDS);
        columns[starts[node] + word] = word * (COLUMNS / WORDS) + chosen;
      }
    }
    List<Part> split = new ArrayList<>(Collections.nCopies(nodes, Part.NONE));
    for (int i = 0; i < Math.min(1660, nodes); i++) {
      int node = (int) ((long) i * nodes / 1660);
      split.set(node, i % 10 == 0 ? Part.TRAIN : i % 10 < 4 ? Part.VALIDATION : Part.TEST);
    }
    return new GraphFile(
        new CsrArrays(nodes, COLUMNS, starts, columns, values), labels, split, sources, targets);
  }
}
