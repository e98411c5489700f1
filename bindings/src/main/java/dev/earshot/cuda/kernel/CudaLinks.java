package dev.earshot.cuda.kernel;

import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.RandomSource;
import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.CudaSparseMatrix.CsrWritten;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamContext;
import java.util.List;
import java.util.Optional;

/**
 * The edges of a subgraph from the neighbours of its nodes, by {@code link.cu}: a whole training
 * step, from node ids to weights, can then be one captured graph.
 */
final class CudaLinks {
  /** Up to this many nodes, one block does all phases in one launch; see {@code link.cuh}. */
  @KernelConstant("kSearchedNodes")
  static final int ONE_BLOCK = 128;

  /** What a launch of {@link #LINK_SUBGRAPH} does: everything, or one of five phases in turn. */
  enum Phase {
    ALL,
    CHOOSE,
    COUNT,
    OFFSETS,
    FILL,
    ENTRIES;

    int blocks(int n) {
      return switch (this) {
        case ALL, OFFSETS -> 1;
        case CHOOSE -> LINK_SUBGRAPH.blocksFor(n);
        case COUNT, FILL, ENTRIES -> LINK_SUBGRAPH.blocksForRows(n);
      };
    }
  }

  /** The number of nodes, and of the nearest of each in both searches; the neighbours. */
  record Neighbors(
      int n,
      int nearQ,
      int blindQ,
      Read<Integer> nearest,
      Read<Integer> blindNearest,
      Read<Integer> farthest) {}

  /** Which nodes look for their nearest regardless of labels. */
  record Blind(double blindShare, RandomArguments random) {}

  record Rule(boolean symmetric, Normalization normalization, double selfWeight) {}

  /** What the phases leave to each other. */
  record Scratch(Written<Integer> chosen, Written<Double> degrees) {}

  record Adjacency(CsrWritten direct, CsrWritten transposed, Written<Integer> transposedEntries) {}

  record LinkSubgraph(
      Phase phase,
      Linking linking,
      int capacity,
      Scratch scratch,
      Adjacency adjacency,
      Written<Integer> fault)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named, 0);
    }
  }

  /** The input of every phase. */
  record Linking(Neighbors neighbors, Blind blind, Rule rule) {}

  /** A search for all nodes; its labels are none if it has been done before. */
  record Search(Read<Integer> labels, Written<Integer> nearest, Written<Integer> farthest) {}

  record SearchAndLink(
      int n,
      int d,
      GivenRows given,
      boolean labelsOfRows,
      int nearQ,
      Search search,
      int blindQ,
      Search blind,
      boolean withFarthest,
      Blind choice,
      Rule rule,
      int capacity,
      Scratch scratch,
      Adjacency adjacency,
      Written<Integer> fault,
      Written<Integer> ticket)
      implements Costed {
    @Override
    public Cost cost(long named) {
      // Distances of all nodes from each other, twice with a blind search; each one's are compared.
      double searches = search.labels().bytes() > 0 && blind.labels().bytes() > 0 ? 2 : 1;
      // Of x and of labels it reads those of its nodes.
      double read = named - given.x().bytes() + (double) Float.BYTES * n * d;
      if (labelsOfRows) {
        read += (double) Integer.BYTES * n - search.labels().bytes();
      }
      return Costed.of(read, searches * 3.0 * n * n * d);
    }
  }

  /** The nodes of the context, the rows of the adjacency, the nodes and edges of each clip. */
  record JoinShape(int context, int rows, int each, int count) {}

  record JoinClips(
      JoinShape shape,
      Read<Integer> nodes,
      Read<Float> nodeDegrees,
      Normalization normalization,
      double selfWeight,
      CsrWritten direct,
      Written<Integer> fault) {}

  /** Which edges to drop. */
  record Drop(double rate, RandomArguments random) {}

  record DropEdges(
      Phase phase,
      int n,
      Drop drop,
      CsrRead direct,
      CsrRead transposed,
      CsrWritten kept,
      CsrWritten keptTransposed,
      Written<Integer> transposedEntries,
      Written<Integer> whole) {}

  /** The numbers of nodes, of nearest ones, of places for neighbours, and of neighbours to draw. */
  record DrawShape(int n, int q, int each, int count) {}

  record DrawNeighbors(
      DrawShape shape,
      Read<Integer> labels,
      Read<Integer> nearest,
      RandomArguments random,
      Written<Integer> neighbors) {}

  static final Kernel<DrawNeighbors> DRAW_NEIGHBORS =
      Kernel.of("draw_neighbors", 256, DrawNeighbors.class);
  static final Kernel<DropEdges> DROP_EDGES = Kernel.of("drop_edges", 256, DropEdges.class);
  static final Kernel<LinkSubgraph> LINK_SUBGRAPH =
      Kernel.of("link_subgraph", 256, LinkSubgraph.class);
  static final Kernel<SearchAndLink> SEARCH_AND_LINK =
      Kernel.of("search_and_link", 256, SearchAndLink.class);
  static final Kernel<JoinClips> JOIN_CLIPS = Kernel.of("join_clips", 256, JoinClips.class);

  private final StreamContext context;
  private final ScratchBuffer scratch;
  private final ScratchBuffer ticket;

  CudaLinks(StreamContext context) {
    this.context = context;
    this.scratch = ScratchBuffer.of(context);
    this.ticket = ScratchBuffer.ofZeros(context, Integer.BYTES);
  }

  /** See {@link dev.earshot.compute.GraphKernels#join}; {@code each} is the length of a row. */
  void join(
      EdgeSettings rule,
      Indices nodes,
      int each,
      int count,
      Matrix degrees,
      CudaSparseMatrix matrix) {
    matrix.replacedOnDevice(false);
    JOIN_CLIPS.forElements(
        context,
        matrix.rows() + 1L,
        new JoinClips(
            new JoinShape(degrees.rows(), matrix.rows(), each, count),
            CudaIndices.in(nodes),
            CudaMatrix.in(degrees),
            rule.normalization(),
            rule.selfWeight(),
            matrix.direct().out(),
            context.fault()));
  }

  void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      CudaSparseMatrix matrix) {
    int n = matrix.rows();
    int blindNear = blindNearest.length() / Math.max(1, n);
    long choices = (long) n * (Math.max(rule.nearest(), blindNear) + 1);
    ScratchBuffer.Room room = scratch.room(Double.BYTES * (long) n + Integer.BYTES * choices);
    Written<Double> degrees = room.doubles(n);
    Scratch between = new Scratch(room.ints(choices), degrees);
    matrix.replacedOnDevice(true);
    var blind = new Blind(rule.blindShare(), RandomArguments.of(blindChoice));
    var how = new Rule(rule.symmetric(), rule.normalization(), rule.selfWeight());
    var adjacency =
        new Adjacency(matrix.direct().out(), matrix.transposed().out(), matrix.transposedEntries());
    if (n <= ONE_BLOCK) {
      Optional<Searched> first =
          rule.blindShare() < 1
              ? takenBack(nearest, rule.nearest(), Optional.empty())
              : Optional.empty();
      Optional<Searched> second =
          rule.blindShare() > 0 ? takenBack(blindNearest, blindNear, first) : Optional.empty();
      if (first.isPresent() || second.isPresent()) {
        Searched any = first.or(() -> second).orElseThrow();
        GivenRows given = GivenRows.of(context, any.x(), n);
        Optional<Searched> byAllLabels =
            first.flatMap(searched ->
                context
                    .originOf(searched.labels(), Scheduled.Labels.class)
                    .filter(labels -> given.are(labels.from()))
                    .map(labels -> searched.with(labels.allLabels())));
        SEARCH_AND_LINK.launch(
            context,
            n,
            1,
            new SearchAndLink(
                n,
                any.d(),
                given,
                byAllLabels.isPresent(),
                rule.nearest(),
                rule.blindShare() < 1
                    ? search(byAllLabels.or(() -> first), nearest, CudaIndices.out(farthest))
                    : search(first, nearest, DeviceRange.noneWritten()),
                blindNear,
                search(second, blindNearest, CudaIndices.out(farthest)),
                rule.farthest(),
                blind,
                how,
                matrix.capacity(),
                between,
                adjacency,
                context.fault(),
                ticket.room(Integer.BYTES).ints(1)));
        return;
      }
    }
    var linking =
        new Linking(
            new Neighbors(
                n,
                rule.nearest(),
                blindNear,
                CudaIndices.in(nearest),
                CudaIndices.in(blindNearest),
                rule.farthest() ? CudaIndices.in(farthest) : DeviceRange.noneRead()),
            blind,
            how);
    List<Phase> phases =
        n <= ONE_BLOCK
            ? List.of(Phase.ALL)
            : List.of(Phase.CHOOSE, Phase.COUNT, Phase.OFFSETS, Phase.FILL, Phase.ENTRIES);
    for (Phase phase : phases) {
      LINK_SUBGRAPH.launch(
          context,
          phase.blocks(n),
          1,
          new LinkSubgraph(phase, linking, matrix.capacity(), between, adjacency, context.fault()));
    }
  }

  /**
   * In a capture, takes back the search for these neighbours, if nothing has used them yet.
   *
   * @param other another search, which must be among the same rows
   */
  private Optional<Searched> takenBack(Indices nearest, int q, Optional<Searched> other) {
    return context
        .originOf(CudaIndices.in(nearest), Searched.class)
        .filter(searched ->
            searched.q() == q
                && other.stream().allMatch(first -> first.x().equals(searched.x()))
                && context.withdrawOriginOf(CudaIndices.in(nearest)));
  }

  private static Search search(
      Optional<Searched> searched, Indices nearest, Written<Integer> farthest) {
    return searched
        .map(again -> new Search(again.labels(), again.nearest(), again.farthest()))
        .orElse(new Search(DeviceRange.noneRead(), CudaIndices.out(nearest), farthest));
  }

  /** See {@link dev.earshot.compute.GraphKernels#dropEdges}. */
  void drop(
      CudaSparseMatrix a,
      double rate,
      RandomSource random,
      CudaSparseMatrix kept,
      Written<Integer> whole) {
    int n = a.rows();
    Drop drop = new Drop(rate, RandomArguments.of(random));
    kept.replacedOnDevice(true);
    for (Phase phase : List.of(Phase.COUNT, Phase.OFFSETS, Phase.FILL, Phase.ENTRIES)) {
      int blocks =
          switch (phase) {
            case OFFSETS -> 1;
            case ENTRIES -> DROP_EDGES.blocksForRows(n);
            default -> DROP_EDGES.blocksFor(n);
          };
      DROP_EDGES.launch(
          context,
          blocks,
          1,
          new DropEdges(
              phase,
              n,
              drop,
              a.direct().in(),
              a.transposed().in(),
              kept.direct().out(),
              kept.transposed().out(),
              kept.transposedEntries(),
              whole));
    }
  }

  /** See {@link dev.earshot.compute.GraphKernels#drawNeighbors}. */
  void draw(Indices labels, Indices nearest, int count, RandomSource random, Indices neighbors) {
    int n = labels.length();
    DRAW_NEIGHBORS.forElements(
        context,
        n,
        new DrawNeighbors(
            new DrawShape(n, nearest.length() / n, neighbors.length() / n, count),
            CudaIndices.in(labels),
            CudaIndices.in(nearest),
            RandomArguments.of(random),
            CudaIndices.out(neighbors)));
  }
}
