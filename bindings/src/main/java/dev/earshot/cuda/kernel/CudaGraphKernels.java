package dev.earshot.cuda.kernel;

import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.GraphKernels;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix.PatternRead;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamContext;

/**
 * The edges of subgraphs by {@code link.cu}; what a step takes from its epoch and leaves to it, by
 * {@code epoch.cu}.
 */
public final class CudaGraphKernels implements GraphKernels {
  /** The number of nodes to take, the shape of the schedule, and the number of all nodes. */
  record ScheduleShape(int n, int width, int rows, int all) {}

  record TakeNodes(
      ScheduleShape shape,
      Read<Integer> schedule,
      Read<Integer> step,
      Read<Integer> allLabels,
      Written<Integer> nodes,
      Written<Integer> labels,
      Written<Integer> fault)
      implements Costed {
    @Override
    public Cost cost(long named) {
      // Of the schedule and of all labels it reads those of its nodes.
      return Costed.of(named - schedule.bytes() - allLabels.bytes() + 2.0 * nodes.bytes(), 0);
    }
  }

  record KeepRow(int columns, int rows, Read<Float> row, Read<Integer> step, Written<Float> table)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named - table.bytes() + row.bytes(), 0);
    }
  }

  /** The shape of the logits, and the number of all nodes. */
  record LogitsShape(int n, int count, int all) {}

  record KeepClasses(
      LogitsShape shape,
      Read<Float> logits,
      Read<Integer> labels,
      Read<Integer> nodes,
      Written<Integer> classes,
      Written<Integer> fault)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named - classes.bytes() + nodes.bytes(), 0);
    }
  }

  record Advance(Written<Integer> step) implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(2.0 * named, 0);
    }
  }

  record Nothing(Written<Integer> after) {}

  record Reach(
      int rows,
      PatternRead a,
      Read<Integer> mask,
      int changed,
      Written<Integer> reached,
      Written<Integer> others) {}

  static final Kernel<TakeNodes> TAKE_NODES = Kernel.of("take_nodes", 128, TakeNodes.class);
  static final Kernel<KeepRow> KEEP_ROW = Kernel.of("keep_row", 128, KeepRow.class);
  static final Kernel<KeepClasses> KEEP_CLASSES = Kernel.of("keep_classes", 128, KeepClasses.class);
  static final Kernel<Advance> ADVANCE = Kernel.of("advance", 128, Advance.class);

  static final Kernel<Nothing> NOTHING = Kernel.of("nothing", 32, Nothing.class);
  static final Kernel<Reach> REACH = Kernel.of("reach", 256, Reach.class);

  private final StreamContext context;
  private final CudaLinks links;

  public CudaGraphKernels(StreamContext context) {
    this.context = context;
    this.links = new CudaLinks(context);
  }

  @Override
  public void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency) {
    links.link(rule, nearest, blindNearest, farthest, blindChoice, (CudaSparseMatrix) adjacency);
  }

  @Override
  public void drawNeighbors(
      Indices labels, Indices nearest, int count, RandomSource random, Indices neighbors) {
    links.draw(labels, nearest, count, random, neighbors);
  }

  @Override
  public void join(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    int each = nodes.length() / (adjacency.rows() - degrees.rows());
    links.join(rule, nodes, each, count, degrees, (CudaSparseMatrix) adjacency);
  }

  @Override
  public void dropEdges(
      SparseMatrix a, double rate, RandomSource random, SparseMatrix kept, Indices whole) {
    links.drop((CudaSparseMatrix) a, rate, random, (CudaSparseMatrix) kept, CudaIndices.out(whole));
  }

  @Override
  public void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others) {
    REACH.forElements(
        context,
        a.rows(),
        new Reach(
            a.rows(),
            ((CudaSparseMatrix) a).direct().pattern(),
            CudaIndices.in(mask),
            changed,
            CudaIndices.out(reached),
            CudaIndices.out(others)));
  }

  @Override
  public void takeNodes(
      Indices schedule, int rows, Indices step, Indices allLabels, Indices nodes, Indices labels) {
    TAKE_NODES.forElements(
        context,
        nodes.length(),
        new TakeNodes(
            new ScheduleShape(nodes.length(), schedule.length() / rows, rows, allLabels.length()),
            CudaIndices.in(schedule),
            CudaIndices.in(step),
            CudaIndices.in(allLabels),
            CudaIndices.out(nodes),
            CudaIndices.out(labels),
            context.fault()));
    var origin =
        new Scheduled(
            CudaIndices.in(schedule), rows, schedule.length() / rows, CudaIndices.in(step));
    context.tellOrigin(CudaIndices.in(nodes), origin.sources(), origin);
    var labelled = new Scheduled.Labels(origin, CudaIndices.in(allLabels));
    context.tellOrigin(CudaIndices.in(labels), labelled.sources(), labelled);
  }

  @Override
  public void keepRow(Matrix row, Indices step, Matrix table) {
    KEEP_ROW.forElements(
        context,
        row.columns(),
        new KeepRow(
            row.columns(),
            table.rows(),
            CudaMatrix.in(row),
            CudaIndices.in(step),
            CudaMatrix.out(table)));
  }

  @Override
  public void keepClasses(Matrix logits, Indices labels, Indices nodes, Indices classes) {
    KEEP_CLASSES.forElements(
        context,
        logits.rows(),
        new KeepClasses(
            new LogitsShape(logits.rows(), logits.columns(), classes.length()),
            CudaMatrix.in(logits),
            CudaIndices.in(labels),
            CudaIndices.in(nodes),
            CudaIndices.out(classes),
            context.fault()));
  }

  /** Launches a kernel that does nothing: what it takes is the cost of a launch. */
  public void launchNothing() {
    // Not empty, so that one waits for the other. Nothing is written.
    var after = new Written<Integer>(context.fault().address(), Integer.BYTES);
    NOTHING.launch(context, 1, 1, new Nothing(after));
  }

  @Override
  public void advance(Indices step) {
    ADVANCE.forElements(context, 1, new Advance(CudaIndices.out(step)));
  }
}
