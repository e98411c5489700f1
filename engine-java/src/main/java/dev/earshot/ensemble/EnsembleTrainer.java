package dev.earshot.ensemble;

import dev.earshot.base.MostProbable;
import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.learner.Averaged;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.Learner;
import dev.earshot.learner.TrainingSet;
import dev.earshot.method.Checkpoint;
import dev.earshot.method.EpochLog;
import dev.earshot.method.EpochLog.ValidationScore;
import dev.earshot.method.GraphTrainer;
import dev.earshot.method.MemberSettings;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.Interval;
import dev.earshot.metrics.Scores;
import dev.earshot.model.Decision;
import dev.earshot.model.Vote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Trains a vote by cross-validation inside the labels. There are up to five folds. In each fold,
 * every member learns from the labels of the other folds and classifies the held-out clips. These
 * predictions decide the members' settings and weights ({@link Stacking}). Then every member learns
 * again from all labels.
 */
public final class EnsembleTrainer {
  private final int number;
  private final long seed;
  private final TrainingSet training;
  private final RecipeSettings recipe;
  private final Optional<List<String>> groups;
  private final List<Fold> folds;
  private final Map<FeatureSpace, FeatureMap> spaces = new EnumMap<>(FeatureSpace.class);
  private final Map<FeatureSpace, TrainingSet> mapped = new EnumMap<>(FeatureSpace.class);

  /**
   * The result of a run.
   *
   * @param vote the trained vote
   * @param summary the results that the vote was chosen by
   * @param parameters number of weights and biases that were trained by gradients
   * @param seconds time spent training, by the given clock
   * @param log one entry an epoch of the first graph network that was trained on all labels; empty
   *     without such a network
   */
  public record Trained(
      Vote vote, EnsembleSummary summary, int parameters, double seconds, List<EpochLog> log) {
    public Trained {
      log = List.copyOf(log);
    }
  }

  /**
   * One member with one seed. It learns from all labels, or from those outside the fold.
   *
   * @param number the number of the job, for its checkpoint
   */
  private record Job(int number, int member, int replicate, Optional<Integer> fold) {}

  /**
   * The result of a job with one of the member's candidate settings.
   *
   * @param candidate the index of the settings
   * @param classifier kept if the job learnt from all labels; those of folds have done their work
   * @param heldOut probabilities of the fold's clips; empty if the job learnt from all labels
   */
  private record Fit(
      Job job,
      int candidate,
      Optional<Classifier> classifier,
      float[] heldOut,
      List<EpochLog> log) {}

  /**
   * The choices by held-out clips.
   *
   * @param candidates the index of each member's chosen settings
   * @param heldOut each member's probabilities for the clips of all folds
   * @param truth the classes of these clips
   * @param stacking the members' weights and calibration
   */
  private record Choice(int[] candidates, List<float[]> heldOut, int[] truth, Stacking stacking) {}

  /**
   * @param number the number of the run, for the log
   * @param seed the seed of all randomness
   * @param training labelled and unlabelled clips with the encoder's features
   * @param groups the groups of the training clips, such as their speakers; a {@link Fold} keeps
   *     groups whole
   * @param recipe the members and their settings
   */
  public EnsembleTrainer(
      int number,
      long seed,
      TrainingSet training,
      Optional<List<String>> groups,
      RecipeSettings recipe) {
    this.number = number;
    this.seed = seed;
    this.training = training;
    this.recipe = recipe;
    this.groups = groups;
    folds = Fold.of(training, groups, seed);
    for (MemberSettings member : recipe.members()) {
      if (!spaces.containsKey(member.space())) {
        FeatureMap map = FeatureMap.of(member.space(), training.x(), training.columns());
        spaces.put(member.space(), map);
        mapped.put(
            member.space(), training.withVectors(map.apply(training.x()), training.columns()));
      }
    }
  }

  /**
   * Trains to the end.
   *
   * @param jobs runs the trainings of the members
   * @param checkpoint a network's checkpoint, by the number of the job; without it, none are
   *     written
   * @param listener gets an entry for each finished job, in the form of an epoch's
   * @param clock the time in nanoseconds
   * @throws IOException if a checkpoint cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  public Trained train(
      JobRunner jobs,
      Optional<IntFunction<Checkpoint>> checkpoint,
      Consumer<EpochLog> listener,
      LongSupplier clock)
      throws IOException, InterruptedException {
    long begin = clock.getAsLong();
    List<Job> trials = trials();
    List<Job> finals = finals(trials.size());
    int count = trials.size() + finals.size();
    AtomicInteger done = new AtomicInteger();
    Runnable finished =
        () -> {
          int step = done.incrementAndGet();
          double seconds = (clock.getAsLong() - begin) * 1e-9;
          listener.accept(
              new EpochLog(number, step, count, step, Map.of(), Optional.empty(), seconds));
        };
    List<Fit> tried =
        run(
            jobs,
            trials,
            job -> IntStream.range(0, candidates(job.member())).toArray(),
            checkpoint,
            finished);
    Choice choice = choose(tried);
    List<Fit> fitted =
        run(
            jobs,
            finals,
            job -> new int[] {choice.candidates()[job.member()]},
            checkpoint,
            finished);
    Vote vote = vote(fitted, choice.stacking(), jobs);
    EnsembleSummary summary = summary(choice, jobs);
    return new Trained(
        vote,
        summary,
        fitted.stream().mapToInt(fit -> fit.classifier().orElseThrow().parameters()).sum(),
        (clock.getAsLong() - begin) * 1e-9,
        fitted.stream().map(Fit::log).filter(log -> !log.isEmpty()).findFirst().orElse(List.of()));
  }

  /** The jobs in which each member learns outside each fold. */
  private List<Job> trials() {
    List<Job> trials = new ArrayList<>();
    for (int m = 0; m < recipe.members().size(); m++) {
      for (int fold = 0; fold < folds.size(); fold++) {
        for (int r = 0; r < recipe.members().get(m).trials(); r++) {
          trials.add(new Job(trials.size(), m, r, Optional.of(fold)));
        }
      }
    }
    return trials;
  }

  /** The jobs in which each member learns from all labels, numbered from {@code first}. */
  private List<Job> finals(int first) {
    List<Job> finals = new ArrayList<>();
    for (int m = 0; m < recipe.members().size(); m++) {
      for (int r = 0; r < recipe.members().get(m).count(); r++) {
        finals.add(new Job(first + finals.size(), m, r, Optional.empty()));
      }
    }
    return finals;
  }

  /** The number of candidate settings of a member. */
  private int candidates(int member) {
    MemberSettings settings = recipe.members().get(member);
    return settings.isGraph() ? 1 : learners(settings).size();
  }

  private List<Learner> learners(MemberSettings member) {
    return member.learner().candidates().apply(recipe.learners());
  }

  /**
   * Runs jobs. Those of one feature space and fold run one after the other on one training set, so
   * that what depends only on the vectors, such as a neighbour search, is computed once.
   *
   * @param candidates the settings to try in a job, by their indices
   * @return the fits of all jobs; those of a member and fold are in the order of the jobs
   */
  private List<Fit> run(
      JobRunner jobs,
      List<Job> all,
      Function<Job, int[]> candidates,
      Optional<IntFunction<Checkpoint>> checkpoint,
      Runnable finished)
      throws IOException, InterruptedException {
    record Place(FeatureSpace space, Optional<Integer> fold) {}
    List<List<Job>> together =
        List.copyOf(
            all.stream()
                .collect(
                    Collectors.groupingBy(
                        job -> new Place(recipe.members().get(job.member()).space(), job.fold()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values());
    return jobs
        .all(
            together.size(),
            (at, backend) -> {
              List<Job> here = together.get(at);
              Job first = here.getFirst();
              Optional<Fold> fold = first.fold().map(folds::get);
              TrainingSet vectors = mapped.get(recipe.members().get(first.member()).space());
              TrainingSet own = vectors.without(fold.map(Fold::leftOut).orElse(new int[0]));
              float[] clips = vectors.vectors(fold.map(Fold::heldOut).orElse(new int[0]));
              List<Fit> fits = new ArrayList<>();
              for (Job job : here) {
                Optional<Checkpoint> file = checkpoint.map(files -> files.apply(job.number()));
                fits.addAll(fit(job, candidates.apply(job), own, clips, file, backend));
                finished.run();
                if (Thread.interrupted()) {
                  throw new InterruptedException("run " + number + " was stopped");
                }
              }
              return fits;
            })
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private List<Fit> fit(
      Job job,
      int[] candidates,
      TrainingSet own,
      float[] clips,
      Optional<Checkpoint> checkpoint,
      Backend backend)
      throws IOException, InterruptedException {
    MemberSettings member = recipe.members().get(job.member());
    long ownSeed = seed + job.replicate() * Averaged.SEED_STEP;
    List<Fit> fits = new ArrayList<>();
    for (int candidate : candidates) {
      Classifier classifier;
      List<EpochLog> log = List.of();
      if (member.isGraph()) {
        GraphTrainer.Trained trained =
            new GraphTrainer(number, ownSeed, backend, own, recipe.graph(), Optional.empty())
                .train(checkpoint, _ -> {}, System::nanoTime);
        classifier = trained.network();
        log = trained.course().log();
      } else {
        classifier = learners(member).get(candidate).fit(own, ownSeed, backend);
      }
      boolean isFinal = job.fold().isEmpty();
      fits.add(
          new Fit(
              job,
              candidate,
              isFinal ? Optional.of(classifier) : Optional.empty(),
              isFinal ? new float[0] : classifier.probabilities(clips, backend),
              log));
    }
    return fits;
  }

  /** Chooses settings and weights by the held-out clips. */
  private Choice choose(List<Fit> tried) {
    int count = recipe.members().size();
    int[] candidates = new int[count];
    if (folds.isEmpty()) {
      return new Choice(candidates, List.of(), new int[0], Stacking.equal(count));
    }
    int[] labels = training.labels();
    int[] truth =
        folds.stream()
            .flatMapToInt(fold -> IntStream.of(fold.heldOut()))
            .map(row -> labels[row])
            .toArray();
    List<float[]> heldOut = new ArrayList<>();
    boolean[] gated = new boolean[count];
    for (int m = 0; m < count; m++) {
      candidates[m] = bestCandidate(m, tried, truth);
      heldOut.add(heldOut(m, candidates[m], tried));
      gated[m] = recipe.members().get(m).gated();
    }
    Stacking stacking = Stacking.of(heldOut, gated, truth, training.classFractions());
    return new Choice(candidates, heldOut, truth, stacking);
  }

  private int bestCandidate(int member, List<Fit> tried, int[] truth) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    int count = candidates(member);
    for (int candidate = 0; candidate < count && count > 1; candidate++) {
      double cost = Stacking.cost(heldOut(member, candidate, tried), truth, training.classes());
      if (cost < least) {
        least = cost;
        best = candidate;
      }
    }
    return best;
  }

  /** A member's mean probabilities for the clips of all folds, fold after fold. */
  private float[] heldOut(int member, int candidate, List<Fit> tried) {
    int classes = training.classes();
    int count = recipe.members().get(member).trials();
    float[] mean =
        new float[folds.stream().mapToInt(fold -> fold.heldOut().length).sum() * classes];
    int[] starts = new int[folds.size()];
    for (int f = 1; f < starts.length; f++) {
      starts[f] = starts[f - 1] + folds.get(f - 1).heldOut().length * classes;
    }
    for (Fit fit : tried) {
      if (fit.job().member() == member && fit.candidate() == candidate) {
        float[] part = fit.heldOut();
        int start = starts[fit.job().fold().orElseThrow()];
        for (int i = 0; i < part.length; i++) {
          mean[start + i] += part[i] / count;
        }
      }
    }
    return mean;
  }

  private ValidationScore score(int[] truth, float[] probabilities, int[] predicted) {
    Scores scores = Scores.of(truth, probabilities, predicted, training.classes());
    return new ValidationScore(
        scores.accuracy(), scores.unweightedAccuracy(), scores.meanAveragePrecision(), true);
  }

  private EnsembleSummary summary(Choice choice, JobRunner jobs)
      throws IOException, InterruptedException {
    List<EnsembleSummary.Member> members = new ArrayList<>();
    Stacking stacking = choice.stacking();
    for (int m = 0; m < recipe.members().size(); m++) {
      Optional<ValidationScore> score = Optional.empty();
      if (!folds.isEmpty()) {
        float[] own = choice.heldOut().get(m);
        score = Optional.of(score(choice.truth(), own, MostProbable.of(own, training.classes())));
      }
      members.add(
          new EnsembleSummary.Member(
              recipe.members().get(m).label(),
              stacking.weights()[m],
              stacking.sharpness()[m],
              score));
    }
    Optional<ValidationScore> all = Optional.empty();
    Optional<Interval> accuracy = Optional.empty();
    Optional<EnsembleSummary.HeldOut> heldOut = Optional.empty();
    if (!folds.isEmpty()) {
      int[] named = stacking.decision(training.classFractions()).labels(stacking.probabilities());
      all = Optional.of(score(choice.truth(), stacking.probabilities(), named));
      int[] rows = folds.stream().flatMapToInt(fold -> IntStream.of(fold.heldOut())).toArray();
      accuracy =
          Optional.of(
              Interval.ofAccuracy(
                  choice.truth(),
                  named,
                  groups.map(names -> IntStream.of(rows).mapToObj(names::get).toList()),
                  learntFraction(rows.length)));
      heldOut =
          Optional.of(
              new EnsembleSummary.HeldOut(rows, choice.truth(), named, stacking.probabilities()));
    }
    TrainingSet space = mapped.get(recipe.members().getLast().space());
    Interval agreement =
        jobs.one((_, backend) -> new NeighborAgreement(space, seed).estimate(backend));
    return new EnsembleSummary(members, agreement, all, accuracy, heldOut);
  }

  /**
   * The fraction of the labels that the models learn from by which a clip is held out: the mean.
   */
  private double learntFraction(int heldOut) {
    double all = training.labelled().length;
    return folds.stream()
            .mapToDouble(fold -> fold.heldOut().length * (1 - fold.heldOut().length / all))
            .sum()
        / heldOut;
  }

  /**
   * The vote. Its decision is corrected by class balance, from its predictions for unlabelled
   * clips.
   */
  private Vote vote(List<Fit> fitted, Stacking stacking, JobRunner jobs)
      throws IOException, InterruptedException {
    Decision natural = stacking.decision(training.classFractions());
    Vote unadjusted = vote(fitted, stacking, natural);
    double[] more =
        jobs.one((_, backend) ->
            ClassBalance.of(training, stacking.probabilities(), unadjusted, backend));
    List<Double> factors =
        IntStream.range(0, more.length).mapToObj(c -> natural.factors().get(c) * more[c]).toList();
    Decision adjusted = new Decision(natural.sharpness(), factors, natural.weights());
    return vote(fitted, stacking, adjusted);
  }

  private Vote vote(List<Fit> fitted, Stacking stacking, Decision decision) {
    List<Vote.Member> members = new ArrayList<>();
    for (int m = 0; m < recipe.members().size(); m++) {
      if (stacking.weights()[m] == 0) {
        // A gated member whose held-out cost was too high.
        continue;
      }
      int member = m;
      List<Classifier> classifiers =
          fitted.stream()
              .filter(fit -> fit.job().member() == member)
              .flatMap(fit -> fit.classifier().stream())
              .toList();
      FeatureMap space = spaces.get(recipe.members().get(m).space());
      members.add(
          new Vote.Member(space, classifiers, stacking.weights()[m], stacking.sharpness()[m]));
    }
    return new Vote(members, decision);
  }
}
