package dev.earshot.bench.peers;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.backends.Backends;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.graph.file.GraphFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A graph's normalised adjacency times a dense matrix. Arguments: the graph's folder or {@code
 * power-law}, number of columns, output folder.
 */
public final class SparseWork {
  private SparseWork() {}

  public static void main(String[] args) throws IOException {
    Links links =
        args[0].equals("power-law") ? Links.powerLaw() : Links.of(GraphFile.read(Path.of(args[0])));
    int width = Integer.parseInt(args[1]);
    Backend backend = Backends.choose("simd").provider().open();
    SparseMatrix adjacency = links.normalized(backend);
    double[] values = new double[links.nodes() * width];
    Arrays.setAll(values, i -> Math.sin(i));
    Matrix x = backend.matrixOf(links.nodes(), width, values);
    Matrix y = backend.newMatrix(links.nodes(), width);
    Runnable product = () -> backend.sparse().propagate(adjacency, x, Epilogue.NONE, y);
    product.run();

    Map<String, NdArray> exchange = new LinkedHashMap<>();
    links.addTo(exchange);
    exchange.put("x", Exchange.matrix(x));
    exchange.put("y", Exchange.matrix(y));
    Npz.write(Path.of(args[2]).resolve("sparse.npz"), exchange);

    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("flops", 2.0 * adjacency.nnz() * width);
    facts.put("bytes", 8.0 * adjacency.nnz() + 4.0 * links.nodes() * (2 * width + 1));
    Meter.serve(facts, product);
  }
}
