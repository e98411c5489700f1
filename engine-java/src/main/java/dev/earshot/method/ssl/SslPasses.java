package dev.earshot.method.ssl;

import dev.earshot.autodiff.AddNoise;
import dev.earshot.autodiff.GatherRows;
import dev.earshot.autodiff.LogisticLoss;
import dev.earshot.autodiff.MaskRows;
import dev.earshot.autodiff.ShuffleRows;
import dev.earshot.autodiff.SquaredErrorLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.nn.ChangedRows;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.Parameters;
import dev.earshot.nn.SparseFeatures;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** Puts self-supervised tasks on a training step's tape, each a pass of its own over f. */
public final class SslPasses {
  private final Tape tape;
  private final Network network;
  private final Parameters parameters;
  private final SparseMatrix adjacency;
  private final Tensor features;
  private final Optional<SparseFeatures> sparse;
  private final NodeFeatures clean;
  private final SslSettings settings;
  private final long seed;
  private final Indices step;

  /**
   * @param features the clean standardised features Z, n x d
   * @param clean the same as the network takes them, see {@link #clean}
   * @param step the step number, for the randomness
   */
  public SslPasses(
      Tape tape,
      Network network,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor features,
      NodeFeatures clean,
      SslSettings settings,
      long seed,
      Indices step) {
    this(
        tape,
        network,
        parameters,
        adjacency,
        features,
        clean,
        settings,
        seed,
        step,
        Optional.empty());
  }

  private SslPasses(
      Tape tape,
      Network network,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor features,
      NodeFeatures clean,
      SslSettings settings,
      long seed,
      Indices step,
      Optional<SparseFeatures> sparse) {
    this.tape = tape;
    this.network = network;
    this.parameters = parameters;
    this.adjacency = adjacency;
    this.features = features;
    this.sparse = sparse;
    this.clean = clean;
    this.settings = settings;
    this.seed = seed;
    this.step = step;
  }

  /**
   * The same passes where most features are 0: denoise compares with the others alone.
   *
   * @param target the clean features again
   */
  public SslPasses reconstructing(SparseFeatures target) {
    return new SslPasses(
        tape,
        network,
        parameters,
        adjacency,
        features,
        clean,
        settings,
        seed,
        step,
        Optional.of(target));
  }

  /**
   * Clean features for a step with these tasks: taken as far as passes can share if completion or
   * shuffle are among them, whose rows are clean ones hidden or in other places.
   */
  public static NodeFeatures clean(
      Tape tape,
      Network network,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor features,
      Collection<SslTask> tasks) {
    boolean shared = tasks.contains(SslTask.COMPLETION) || tasks.contains(SslTask.SHUFFLE);
    return shared
        ? network.share(tape, parameters, adjacency, features)
        : NodeFeatures.of(features);
  }

  /** Adds a task and returns where its unweighted loss is found after a forward pass, 1 x 1. */
  public Tensor add(SslTask task) {
    return switch (task) {
      case DENOISE -> denoise();
      case COMPLETION -> completion();
      case SHUFFLE -> shuffle();
    };
  }

  private Tensor denoise() {
    Backend backend = tape.backend();
    RandomSource random = new RandomSource(seed, Streams.NOISE, step);
    Tensor noisy =
        tape.add(new AddNoise(backend, features, settings.noiseVariance(), random)).output();
    Tensor h = embed(NodeFeatures.of(noisy), SslTask.DENOISE);
    if (sparse.isPresent()) {
      return network.reconstructionLoss(
          tape, parameters, adjacency, h, sparse.get(), settings.weight());
    }
    return reconstructionLoss(network.reconstruct(tape, parameters, adjacency, h), features);
  }

  private Tensor completion() {
    RandomSource random = new RandomSource(seed, Streams.MASK, step);
    int touched = settings.touched(features.rows());
    MaskRows masked = tape.add(new MaskRows(tape.backend(), clean.rows(), touched, random));
    Tensor h =
        embed(clean.with(masked.output(), new ChangedRows(masked.mask(), 1)), SslTask.COMPLETION);
    Indices rows = masked.rows();
    Tensor hidden = tape.add(new GatherRows(tape.backend(), features, rows)).output();
    return reconstructionLoss(network.reconstruct(tape, parameters, adjacency, h, rows), hidden);
  }

  /** Over all rows. */
  private Tensor reconstructionLoss(Tensor prediction, Tensor target) {
    Backend backend = tape.backend();
    Indices all = backend.newIndices(target.rows());
    int[] ones = new int[target.rows()];
    Arrays.fill(ones, 1);
    all.write(ones);
    var loss = new SquaredErrorLoss(backend, prediction, target.value(), all, settings.weight());
    return tape.add(loss).output();
  }

  private Tensor shuffle() {
    RandomSource random = new RandomSource(seed, Streams.SHUFFLE, step);
    int touched = settings.touched(features.rows());
    ShuffleRows shuffled = tape.add(new ShuffleRows(tape.backend(), clean.rows(), touched, random));
    Tensor h =
        embed(clean.with(shuffled.output(), new ChangedRows(shuffled.own(), 0)), SslTask.SHUFFLE);
    Tensor logits = network.ownRow(tape, parameters, adjacency, h);
    return tape.add(new LogisticLoss(tape.backend(), logits, shuffled.own(), settings.weight()))
        .output();
  }

  private Tensor embed(NodeFeatures corrupted, SslTask task) {
    int pass = 1 + task.ordinal();
    return network.embedTraining(tape, parameters, adjacency, corrupted, seed, pass, step);
  }
}
