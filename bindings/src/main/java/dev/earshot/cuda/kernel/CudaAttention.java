package dev.earshot.cuda.kernel;

import dev.earshot.compute.Attention;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix.PatternRead;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamContext;

/** Attention over the edges of a graph by {@code attention.cu}. */
final class CudaAttention {
  /** The number of nodes, of heads, and of the columns of a head. */
  record Heads(int n, int heads, int width) {
    static Heads of(Attention pass) {
      return new Heads(pass.x().rows(), pass.heads(), pass.headColumns());
    }
  }

  record Scores(Heads heads, Read<Float> x, Read<Float> vectors, Written<Float> scores) {}

  record Mix(
      Heads heads,
      PatternRead graph,
      Read<Float> x,
      Read<Float> scores,
      float slope,
      Read<Float> factors,
      EpilogueArguments epilogue,
      Mixed mixed) {}

  record Mixed(Written<Float> attention, Written<Float> y) {}

  /** What the forward pass has left for {@link #EDGES_BACKWARD}. */
  record Forward(Read<Float> x, Read<Float> scores, Read<Float> attention, Read<Float> factors) {}

  record EdgesBackward(
      Heads heads,
      PatternRead graph,
      Forward forward,
      Read<Float> gradient,
      float slope,
      Written<Float> edgeSlopes,
      Written<Float> nodeSlopes) {}

  /** The transpose, with the index of each of its entries in the graph itself. */
  record Transpose(PatternRead pattern, Read<Integer> entries) {}

  /** What {@link #NODES_BACKWARD} reads. */
  record NodesInput(
      Read<Float> vectors,
      Read<Float> attention,
      Read<Float> factors,
      Read<Float> gradient,
      Read<Float> edgeSlopes) {}

  record NodesBackward(
      Heads heads,
      Transpose transpose,
      NodesInput input,
      float beta,
      Written<Float> nodeSlopes,
      Written<Float> xGradient) {}

  record VectorsBackward(
      Heads heads,
      Read<Float> x,
      Read<Float> nodeSlopes,
      float beta,
      Written<Float> vectorsGradient) {}

  static final Kernel<Scores> SCORES = Kernel.of("attend_scores", 256, Scores.class);
  static final Kernel<Mix> MIX = Kernel.of("attend_mix", 256, Mix.class);
  static final Kernel<EdgesBackward> EDGES_BACKWARD =
      Kernel.of("attend_edges_backward", 256, EdgesBackward.class);
  static final Kernel<NodesBackward> NODES_BACKWARD =
      Kernel.of("attend_nodes_backward", 256, NodesBackward.class);
  static final Kernel<VectorsBackward> VECTORS_BACKWARD =
      Kernel.ofColumns("attend_vectors_backward", 8, VectorsBackward.class);

  private final StreamContext context;

  /** The gradients of the scores, of edges and of nodes. */
  private final ScratchBuffer slopes;

  CudaAttention(StreamContext context) {
    this.context = context;
    this.slopes = ScratchBuffer.of(context);
  }

  private static CudaSparseMatrix graph(Attention pass) {
    return (CudaSparseMatrix) pass.graph();
  }

  /** The factors of the weights; a null pointer if all are 1. */
  private static Read<Float> factors(Attention pass) {
    return pass.factors().map(CudaMatrix::in).orElse(DeviceRange.noneRead());
  }

  /** A gradient to be added to beta times what is there. */
  record Target(double beta, Matrix gradient) {}

  void forward(Attention pass, Epilogue epilogue, Matrix y) {
    Heads heads = Heads.of(pass);
    SCORES.forRows(
        context,
        heads.n,
        new Scores(
            heads,
            CudaMatrix.in(pass.x()),
            CudaMatrix.in(pass.vectors()),
            CudaMatrix.out(pass.scores())));
    MIX.forRows(
        context,
        heads.n,
        new Mix(
            heads,
            graph(pass).direct().pattern(),
            CudaMatrix.in(pass.x()),
            CudaMatrix.in(pass.scores()),
            (float) pass.slope(),
            factors(pass),
            EpilogueArguments.of(epilogue),
            new Mixed(CudaMatrix.out(pass.weights()), CudaMatrix.out(y))));
  }

  void backward(Attention pass, Matrix gradient, Target x, Target vectors) {
    Heads heads = Heads.of(pass);
    int edges = pass.weights().size();
    int nodes = pass.scores().size();
    ScratchBuffer.Room room = slopes.room(4L * edges + 4L * nodes);
    Written<Float> edgeSlopes = room.floats(edges);
    Written<Float> nodeSlopes = room.floats(nodes);
    EDGES_BACKWARD.forRows(
        context,
        heads.n,
        new EdgesBackward(
            heads,
            graph(pass).direct().pattern(),
            new Forward(
                CudaMatrix.in(pass.x()),
                CudaMatrix.in(pass.scores()),
                CudaMatrix.in(pass.weights()),
                factors(pass)),
            CudaMatrix.in(gradient),
            (float) pass.slope(),
            edgeSlopes,
            nodeSlopes));
    NODES_BACKWARD.forRows(
        context,
        heads.n,
        new NodesBackward(
            heads,
            new Transpose(
                graph(pass).transposed().pattern(), graph(pass).transposedEntries().asRead()),
            new NodesInput(
                CudaMatrix.in(pass.vectors()),
                CudaMatrix.in(pass.weights()),
                factors(pass),
                CudaMatrix.in(gradient),
                edgeSlopes.asRead()),
            (float) x.beta,
            nodeSlopes,
            CudaMatrix.out(x.gradient)));
    VECTORS_BACKWARD.launch(
        context,
        VECTORS_BACKWARD.blocksFor(pass.x().columns()),
        1,
        new VectorsBackward(
            heads,
            CudaMatrix.in(pass.x()),
            nodeSlopes.asRead(),
            (float) vectors.beta,
            CudaMatrix.out(vectors.gradient)));
  }
}
