package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.data.Dataset;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.Partition;
import dev.earshot.data.Splits;
import dev.earshot.learner.Voter;
import dev.earshot.method.EpochLog;
import dev.earshot.method.EpochLog.ValidationScore;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.MemberSettings;
import dev.earshot.method.Recipe;
import dev.earshot.metrics.Scores;
import dev.earshot.model.Decision;
import dev.earshot.model.SoundModel;
import dev.earshot.nn.ParameterShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Trains an ensemble. No label is held out for good: each member learns up to five times from four
 * fifths of the labels and classifies the rest; from that the members' say and penalties are chosen
 * ({@link Stacking}); then every member learns from all labels.
 */
public final class EnsembleTrainer {
  private static final int MOST_FOLDS = 5;
  private static final int LABELS_PER_CLASS_FOR_GROUPS = 5;

  /** What a linear member chooses from, the default first; a network has no such choice. */
  private static final double[] PENALTIES = {0.1, 0.01, 1, 10};

  private static final double[] NO_CHOICE = {PENALTIES[0]};

  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  private final int number;
  private final long seed;
  private final Dataset data;
  private final Partition partition;
  private final Recipe recipe;
  private final List<int[]> folds;
  private final Map<FeatureSpace, FeatureMap> spaces = new EnumMap<>(FeatureSpace.class);
  private final Map<FeatureSpace, Dataset> mapped = new EnumMap<>(FeatureSpace.class);

  /** Something that learns, from all labels or from those outside one fold. */
  private record Job(int member, int replicate, int fold, double[] penalties) {
    static final int ALL = -1;
  }

  /**
   * What a job gave with one penalty: of a fold the probabilities of its clips, of all labels what
   * has learnt.
   */
  private record Fit(Job job, double penalty, Voter voter, float[] heldBack, List<EpochLog> log) {}

  /**
   * What the held-back clips have decided.
   *
   * @param penalties one a member
   * @param heldBack each member's probabilities for the clips of all folds
   * @param truth their classes
   */
  private record Choice(double[] penalties, List<float[]> heldBack, int[] truth, Stacking stack) {}

  /** Does jobs that are independent of each other. */
  public interface JobRunner {
    /** The results in order; each call gets a backend that is its own meanwhile. */
    <R> List<R> all(int count, Work<R> work) throws IOException, InterruptedException;

    /** One of the jobs. */
    interface Work<R> {
      R at(int number, Backend backend) throws IOException, InterruptedException;
    }
  }

  public EnsembleTrainer(int number, long seed, Dataset data, Partition partition, Recipe recipe) {
    this.number = number;
    this.seed = seed;
    this.data = data;
    this.partition = partition;
    this.recipe = recipe;
    int[] visible = new int[data.rows()];
    Arrays.fill(visible, -1);
    for (int row : partition.labelled()) {
      visible[row] = data.labels()[row];
    }
    // With fewer labels, holding back a group would leave its classes far fewer than others.
    boolean manyLabels =
        partition.labelled().length >= LABELS_PER_CLASS_FOR_GROUPS * data.classes().size();
    Optional<List<String>> groups = manyLabels ? data.groups() : Optional.empty();
    folds = Splits.folds(visible, groups, MOST_FOLDS, seed);
    for (MemberSettings member : recipe.members()) {
      if (!spaces.containsKey(member.space())) {
        FeatureMap map = FeatureMap.of(member.space(), data, partition.training());
        spaces.put(member.space(), map);
        mapped.put(member.space(), map.apply(data));
      }
    }
  }

  /** The number of the run. */
  public int number() {
    return number;
  }

  /** The seed of all randomness. */
  public long seed() {
    return seed;
  }

  /** Which rows play which part. */
  public Partition partition() {
    return partition;
  }

  /** The rows that the model is to classify. */
  public Dataset toPredict() {
    return data.select(partition.predicted());
  }

  /**
   * What a run has come to.
   *
   * @param parameters number of the networks' parameters trained
   * @param seconds time spent training, by the clock given
   * @param log one entry an epoch of the first network that was trained on all labels; none without
   *     networks
   */
  public record Trained(
      SoundModel model,
      EnsembleSummary summary,
      int parameters,
      double seconds,
      List<EpochLog> log) {
    public Trained {
      log = List.copyOf(log);
    }
  }

  /**
   * Trains to the end.
   *
   * @param checkpoint names where networks leave their states, by the job's number
   * @param listener told of each job that is done, as an epoch
   * @param clock in nanoseconds
   */
  public Trained train(
      JobRunner jobRunner,
      Optional<IntFunction<Path>> checkpoint,
      Consumer<EpochLog> listener,
      LongSupplier clock)
      throws IOException, InterruptedException {
    long begin = clock.getAsLong();
    List<Job> trials = trials();
    List<Job> finals = new ArrayList<>();
    for (int m = 0; m < recipe.members().size(); m++) {
      for (int r = 0; r < recipe.members().get(m).count(); r++) {
        finals.add(new Job(m, r, Job.ALL, NO_CHOICE));
      }
    }
    int jobs = trials.size() + finals.size();
    AtomicInteger done = new AtomicInteger();
    Runnable finished =
        () ->
            listener.accept(
                new EpochLog(
                    number,
                    done.incrementAndGet(),
                    jobs,
                    done.get(),
                    Map.of(),
                    Optional.empty(),
                    (clock.getAsLong() - begin) * 1e-9));
    List<Fit> tried =
        jobRunner
            .all(
                trials.size(),
                (at, backend) -> fit(trials.get(at), at, checkpoint, backend, finished))
            .stream()
            .flatMap(List::stream)
            .toList();
    Choice choice = choose(tried);
    List<Fit> fitted =
        jobRunner.all(
            finals.size(),
            (at, backend) -> {
              Job job = finals.get(at);
              double[] penalty = {choice.penalties()[job.member()]};
              Job chosen = new Job(job.member(), job.replicate(), Job.ALL, penalty);
              return fit(chosen, trials.size() + at, checkpoint, backend, finished).getFirst();
            });
    SoundModel model = model(fitted, choice.stack(), jobRunner);
    EnsembleSummary summary = summary(choice, jobRunner);
    double seconds = (clock.getAsLong() - begin) * 1e-9;
    List<EpochLog> log =
        fitted.stream().map(Fit::log).filter(l -> !l.isEmpty()).findFirst().orElse(List.of());
    return new Trained(model, summary, parameters(fitted), seconds, log);
  }

  /** What the held-back clips say of penalties and votes. */
  private Choice choose(List<Fit> tried) {
    int count = recipe.members().size();
    double[] penalties = new double[count];
    Arrays.fill(penalties, PENALTIES[0]);
    if (folds.isEmpty()) {
      return new Choice(penalties, List.of(), new int[0], Stacking.equal(count));
    }
    int[] order = folds.stream().flatMapToInt(IntStream::of).toArray();
    int[] truth = Arrays.stream(order).map(row -> data.labels()[row]).toArray();
    List<float[]> heldBack = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      penalties[m] = bestPenalty(m, tried, truth);
      heldBack.add(heldBack(m, penalties[m], tried));
    }
    boolean[] guests = new boolean[count];
    for (int m = 0; m < count; m++) {
      guests[m] = recipe.members().get(m).kind().guest();
    }
    Stacking stack = Stacking.of(heldBack, guests, truth, partition.shares(data));
    return new Choice(penalties, heldBack, truth, stack);
  }

  /** Each member in each fold; a linear one tries every penalty there. */
  private List<Job> trials() {
    List<Job> trials = new ArrayList<>();
    for (int m = 0; m < recipe.members().size(); m++) {
      MemberSettings member = recipe.members().get(m);
      for (int fold = 0; fold < folds.size(); fold++) {
        double[] penalties = member.kind().linear() ? PENALTIES : NO_CHOICE;
        for (int r = 0; r < member.trials(); r++) {
          trials.add(new Job(m, r, fold, penalties));
        }
      }
    }
    return trials;
  }

  private List<Fit> fit(
      Job job, int at, Optional<IntFunction<Path>> checkpoint, Backend backend, Runnable finished)
      throws IOException, InterruptedException {
    MemberSettings member = recipe.members().get(job.member());
    Dataset here = mapped.get(member.space());
    int[] fold = job.fold() == Job.ALL ? new int[0] : folds.get(job.fold());
    float[] clips = fold.length == 0 ? new float[0] : here.select(fold).x();
    var learner =
        new MemberFit(
            recipe,
            number,
            seed + job.replicate() * SEED_STEP,
            here,
            partition.holdingBack(fold),
            checkpoint.map(files -> files.apply(at)),
            backend);
    List<Fit> fits = new ArrayList<>();
    for (MemberFit.Learnt learnt : learner.all(member.kind(), job.penalties())) {
      Voter voter = learnt.voter();
      float[] heldBack = clips.length == 0 ? clips : voter.probabilities(clips, backend);
      fits.add(new Fit(job, learnt.penalty(), voter, heldBack, learnt.log()));
    }
    finished.run();
    if (Thread.interrupted()) {
      throw new InterruptedException("run " + number + " was stopped");
    }
    return fits;
  }

  private double bestPenalty(int member, List<Fit> tried, int[] truth) {
    double best = PENALTIES[0];
    if (!recipe.members().get(member).kind().linear()) {
      return best;
    }
    double least = Double.POSITIVE_INFINITY;
    for (double penalty : PENALTIES) {
      double cost = Stacking.cost(heldBack(member, penalty, tried), truth, data.classes().size());
      if (cost < least) {
        least = cost;
        best = penalty;
      }
    }
    return best;
  }

  /** A member's mean probabilities for the clips of all folds, fold after fold. */
  private float[] heldBack(int member, double penalty, List<Fit> tried) {
    int classes = data.classes().size();
    int count = recipe.members().get(member).trials();
    float[] mean = new float[folds.stream().mapToInt(fold -> fold.length).sum() * classes];
    int[] starts = new int[folds.size()];
    for (int f = 1; f < starts.length; f++) {
      starts[f] = starts[f - 1] + folds.get(f - 1).length * classes;
    }
    for (Fit fit : tried) {
      if (fit.job().member() == member && fit.penalty() == penalty) {
        float[] part = fit.heldBack();
        for (int i = 0; i < part.length; i++) {
          mean[starts[fit.job().fold()] + i] += part[i] / count;
        }
      }
    }
    return mean;
  }

  private ValidationScore score(int[] truth, float[] probabilities, int[] predicted) {
    Scores scores = Scores.of(truth, probabilities, predicted, data.classes().size());
    return new ValidationScore(
        scores.accuracy(), scores.unweightedAccuracy(), scores.meanAveragePrecision(), true);
  }

  private EnsembleSummary summary(Choice choice, JobRunner jobRunner)
      throws IOException, InterruptedException {
    List<EnsembleSummary.Member> members = new ArrayList<>();
    Stacking stack = choice.stack();
    for (int m = 0; m < recipe.members().size(); m++) {
      Optional<ValidationScore> score = Optional.empty();
      if (!folds.isEmpty()) {
        float[] own = choice.heldBack().get(m);
        score =
            Optional.of(score(choice.truth(), own, Scores.predictions(own, data.classes().size())));
      }
      members.add(
          new EnsembleSummary.Member(
              recipe.members().get(m).label(), stack.weights()[m], stack.sharpness()[m], score));
    }
    Optional<ValidationScore> all = Optional.empty();
    if (!folds.isEmpty()) {
      int[] named = stack.decision(partition.shares(data)).labels(stack.probabilities());
      all = Optional.of(score(choice.truth(), stack.probabilities(), named));
    }
    Dataset space = mapped.get(recipe.members().getLast().space());
    double agreement =
        jobRunner
            .all(
                1, (_, backend) -> new NeighborAgreement(space, partition, folds).estimate(backend))
            .getFirst();
    return new EnsembleSummary(members, agreement, all);
  }

  /** The ensemble, its decision adjusted to what it makes of unlabelled clips. */
  private SoundModel model(List<Fit> fitted, Stacking stack, JobRunner jobRunner)
      throws IOException, InterruptedException {
    Decision natural = stack.decision(partition.shares(data));
    SoundModel votes = model(fitted, stack, natural);
    double[] more =
        jobRunner
            .all(
                1,
                (_, backend) ->
                    ClassBalance.of(data, partition, stack.probabilities(), votes, backend))
            .getFirst();
    List<Double> factors =
        IntStream.range(0, more.length).mapToObj(c -> natural.factors().get(c) * more[c]).toList();
    return model(fitted, stack, new Decision(natural.sharpness(), factors, natural.weights()));
  }

  private SoundModel model(List<Fit> fitted, Stacking stack, Decision decision) {
    List<SoundModel.Member> members = new ArrayList<>();
    for (int m = 0; m < recipe.members().size(); m++) {
      if (stack.weights()[m] == 0) {
        // A guest without a say.
        continue;
      }
      int member = m;
      List<Voter> voters =
          fitted.stream().filter(f -> f.job().member() == member).map(Fit::voter).toList();
      FeatureMap space = spaces.get(recipe.members().get(m).space());
      members.add(new SoundModel.Member(space, voters, stack.weights()[m], stack.sharpness()[m]));
    }
    return new SoundModel(members, decision);
  }

  private static int parameters(List<Fit> fitted) {
    return fitted.stream()
        .map(Fit::voter)
        .mapMulti((Voter voter, Consumer<GraphClassifier> networks) -> {
          if (voter instanceof GraphClassifier network) {
            networks.accept(network);
          }
        })
        .flatMap(network -> GraphClassifier.network(network.settings()).shapes().stream())
        .mapToInt(ParameterShape::size)
        .sum();
  }
}
