package dev.earshot.train;

import dev.earshot.compute.Backend;
import dev.earshot.data.Dataset;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.Splits;
import dev.earshot.metrics.Scores;
import dev.earshot.nn.ParameterShape;
import dev.earshot.predict.Decision;
import dev.earshot.predict.NetworkModel;
import dev.earshot.predict.Predictions;
import dev.earshot.predict.SoundModel;
import dev.earshot.predict.Voter;
import dev.earshot.train.EpochLog.ValidationScore;
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
 * ({@link Stack}); then every member learns from all labels.
 */
final class EnsembleRun {
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
  private record Choice(double[] penalties, List<float[]> heldBack, int[] truth, Stack stack) {}

  /** Does jobs that know nothing of each other. */
  interface Workplace {
    /** The results in order; each call gets a backend that is its own meanwhile. */
    <R> List<R> all(int count, Work<R> work) throws IOException, InterruptedException;

    /** One of the jobs. */
    interface Work<R> {
      R at(int number, Backend backend) throws IOException, InterruptedException;
    }
  }

  EnsembleRun(int number, long seed, Dataset data, Partition partition, Recipe recipe) {
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

  /**
   * Trains to the end.
   *
   * @param checkpoint names where networks leave their states, by the job's number
   * @param listener told of each job that is done, as an epoch
   * @param clock in nanoseconds
   */
  RunResult train(
      Workplace workplace,
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
        workplace
            .all(
                trials.size(),
                (at, backend) -> fit(trials.get(at), at, checkpoint, backend, finished))
            .stream()
            .flatMap(List::stream)
            .toList();
    Choice choice = choose(tried);
    List<Fit> fitted =
        workplace.all(
            finals.size(),
            (at, backend) -> {
              Job job = finals.get(at);
              double[] penalty = {choice.penalties()[job.member()]};
              Job chosen = new Job(job.member(), job.replicate(), Job.ALL, penalty);
              return fit(chosen, trials.size() + at, checkpoint, backend, finished).getFirst();
            });
    SoundModel model = model(fitted, choice.stack(), workplace);
    EnsembleSummary summary = summary(choice, workplace);
    double seconds = (clock.getAsLong() - begin) * 1e-9;
    Predictions predictions =
        workplace
            .all(1, (_, backend) -> model.predict(data.select(partition.predicted()), backend))
            .getFirst();
    List<EpochLog> log =
        fitted.stream().map(Fit::log).filter(l -> !l.isEmpty()).findFirst().orElse(List.of());
    return new RunResult(
        number,
        seed,
        partition,
        model,
        predictions,
        parameters(fitted),
        log.size(),
        log.isEmpty() ? 0 : log.getLast().steps() / log.size(),
        seconds,
        log,
        Optional.of(summary));
  }

  /** What the held-back clips say of penalties and votes. */
  private Choice choose(List<Fit> tried) {
    int count = recipe.members().size();
    double[] penalties = new double[count];
    Arrays.fill(penalties, PENALTIES[0]);
    if (folds.isEmpty()) {
      return new Choice(penalties, List.of(), new int[0], Stack.equal(count));
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
    Stack stack = Stack.of(heldBack, guests, truth, partition.shares(data));
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
      double cost = Stack.cost(heldBack(member, penalty, tried), truth, data.classes().size());
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

  private EnsembleSummary summary(Choice choice, Workplace workplace)
      throws IOException, InterruptedException {
    List<EnsembleSummary.Member> members = new ArrayList<>();
    Stack stack = choice.stack();
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
        workplace
            .all(
                1, (_, backend) -> new NeighborAgreement(space, partition, folds).estimate(backend))
            .getFirst();
    return new EnsembleSummary(members, agreement, all);
  }

  /** The ensemble, its decision adjusted to what it makes of unlabelled clips. */
  private SoundModel model(List<Fit> fitted, Stack stack, Workplace workplace)
      throws IOException, InterruptedException {
    Decision natural = stack.decision(partition.shares(data));
    SoundModel votes = model(fitted, stack, natural);
    double[] more =
        workplace
            .all(
                1,
                (_, backend) ->
                    ClassFactors.of(data, partition, stack.probabilities(), votes, backend))
            .getFirst();
    List<Double> factors =
        IntStream.range(0, more.length).mapToObj(c -> natural.factors().get(c) * more[c]).toList();
    return model(fitted, stack, new Decision(natural.sharpness(), factors, natural.weights()));
  }

  private SoundModel model(List<Fit> fitted, Stack stack, Decision decision) {
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
        .mapMulti((Voter voter, Consumer<NetworkModel> networks) -> {
          if (voter instanceof NetworkModel network) {
            networks.accept(network);
          }
        })
        .flatMap(network -> NetworkModel.network(network.settings()).shapes().stream())
        .mapToInt(ParameterShape::size)
        .sum();
  }
}
