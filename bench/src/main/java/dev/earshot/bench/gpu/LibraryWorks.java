package dev.earshot.bench.gpu;

import dev.earshot.bench.peers.Links;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.SparseMatrix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Works that can be done in two ways: by our own kernels or by NVIDIA's libraries, and for
 * neighbours by a direct scan or by the product of all pairs. They are timed once in each way. The
 * times show from which size on the other way is faster. Each work's name ends in the size by which
 * the rule decides.
 */
final class LibraryWorks {
  private static final int[] WIDTHS = {16, 32, 64, 128, 256};
  private static final int[][] PRODUCTS = {
    {53, 165, 256},
    {240, 165, 256},
    {512, 512, 256},
    {512, 512, 512},
    {2708, 1433, 16},
    {10_000, 165, 256},
    {1024, 1024, 1024},
    {2048, 2048, 2048},
    {4096, 4096, 4096}
  };
  private static final int[] SEARCHED = {256, 512, 1024, 2048, 4096};

  private final GpuBench bench;

  LibraryWorks(GpuBench bench) {
    this.bench = bench;
  }

  void run() throws IOException {
    products();
    propagations();
    searches();
  }

  private void products() {
    for (int[] size : PRODUCTS) {
      int n = bench.smaller(size[0]);
      int k = bench.smaller(size[1]);
      int m = bench.smaller(size[2]);
      try (Backend backend = bench.open()) {
        Matrix x = bench.matrix(backend, n, k);
        Matrix w = bench.matrix(backend, k, m);
        Matrix y = backend.newMatrix(n, m);
        Runnable product = backend.record(() -> backend.dense().linear(x, w, Epilogue.NONE, y));
        bench.time(
            "product %dx%dx%d, %d multiplications".formatted(n, k, m, (long) n * k * m),
            product,
            backend);
      }
    }
  }

  private void propagations() throws IOException {
    for (Map.Entry<String, Links> pattern : patterns().entrySet()) {
      try (Backend backend = bench.open()) {
        SparseMatrix adjacency = pattern.getValue().normalized(backend);
        int nnz = adjacency.nnz();
        for (int width : bench.some(WIDTHS)) {
          Matrix x = bench.matrix(backend, adjacency.rows(), width);
          Matrix y = backend.newMatrix(adjacency.rows(), width);
          Runnable product =
              backend.record(() -> backend.sparse().propagate(adjacency, x, Epilogue.NONE, y));
          bench.time(
              "spmm %s %d, %d entries".formatted(pattern.getKey(), width, nnz), product, backend);
        }
      }
    }
  }

  private Map<String, Links> patterns() throws IOException {
    Map<String, Links> patterns = new LinkedHashMap<>();
    patterns.put("subgraph", random(71, 300, 3));
    for (GpuBench.Citation graph : bench.citations()) {
      patterns.put(graph.name(), Links.of(graph.file()));
    }
    if (bench.divisor() == 1) {
      patterns.put("power-law", Links.powerLaw());
    }
    patterns.put("uniform", random(bench.smaller(100_000), bench.smaller(800_000), 4));
    return patterns;
  }

  private static Links random(int nodes, int edges, int seed) {
    Philox philox = new Philox(seed);
    List<int[]> drawn = new ArrayList<>();
    for (int e = 0; e < edges; e++) {
      int source = philox.at(e, 0, 0, 0).below(0, nodes);
      int target = philox.at(e, 0, 0, 0).below(1, nodes);
      if (source != target) {
        drawn.add(new int[] {source, target});
      }
    }
    return new Links(
        nodes,
        drawn.stream().mapToInt(edge -> edge[0]).toArray(),
        drawn.stream().mapToInt(edge -> edge[1]).toArray());
  }

  private void searches() {
    for (int size : bench.some(SEARCHED)) {
      int n = bench.smaller(size);
      try (Backend backend = bench.open()) {
        Matrix x = bench.matrix(backend, n, 128);
        Indices nearest = backend.newIndices(3 * n);
        bench.time(
            "nearest 3 of %dx128, %d distances".formatted(n, (long) n * n),
            () -> backend.neighbors().kNearest(x, x, 3, nearest),
            backend);
      }
    }
  }
}
