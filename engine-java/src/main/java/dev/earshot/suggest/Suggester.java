package dev.earshot.suggest;

import dev.earshot.Dataset;
import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.compute.PoolDraws;
import dev.earshot.compute.Streams;
import dev.earshot.suggest.Suggestion.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Chooses the clips to label next. Equal arguments give equal choices.
 *
 * <p>As long as fewer than two classes have a label, all strategies choose as {@link
 * Strategy#DIVERSE}; {@link Strategy#MIXED} keeps its random clips. Of a large table, a random
 * sample of {@value #MOST_UNLABELLED} clips without a label is looked at, and of {@value
 * #MOST_LABELLED} with one.
 *
 * @param strategy what to choose by
 * @param budget the number of clips to choose, at least 1
 * @param seed the seed of all randomness
 */
public record Suggester(Strategy strategy, int budget, long seed) {
  private static final int MOST_UNLABELLED = 3000;
  private static final int MOST_LABELLED = 1000;

  /** Of the clips that {@link Strategy#MIXED} chooses, every tenth is random. */
  private static final int RANDOM_EVERY = 10;

  public Suggester {
    Checks.require(budget >= 1, "a budget of %s clips, expected at least 1", budget);
  }

  /**
   * Learns from the labels that are there, and chooses.
   *
   * @param data clips with and without labels
   * @return the best one first; fewer than the budget if there are no more clips without a label
   * @throws InterruptedException if the thread is interrupted
   */
  public List<Suggestion> suggest(Dataset data, Backend backend) throws InterruptedException {
    int[] pool = pool(data);
    Dataset sample = data.select(pool);
    return choose(pool, sample, Guesses.learn(sample, seed, backend), backend);
  }

  /**
   * Chooses by what a model guesses.
   *
   * @param guesses of all rows, for the classes of the data
   */
  public List<Suggestion> suggest(Dataset data, Guesses guesses, Backend backend) {
    Checks.require(
        guesses.rows() == data.rows() && guesses.classes() == data.classes().size(),
        "guesses of %s clips and %s classes for %s clips and %s classes",
        guesses.rows(),
        guesses.classes(),
        data.rows(),
        data.classes().size());
    int[] pool = pool(data);
    return choose(pool, data.select(pool), Optional.of(guesses.select(pool)), backend);
  }

  /** Rows with a label, then rows without, each in random order and not too many. */
  private int[] pool(Dataset data) {
    int[] labelled = rows(data, true);
    int[] unlabelled = rows(data, false);
    return IntStream.concat(
            Arrays.stream(drawn(labelled, MOST_LABELLED, 0)),
            Arrays.stream(drawn(unlabelled, MOST_UNLABELLED, 1)))
        .toArray();
  }

  private static int[] rows(Dataset data, boolean labelled) {
    return IntStream.range(0, data.rows())
        .filter(row -> data.labels()[row] >= 0 == labelled)
        .toArray();
  }

  private int[] drawn(int[] rows, int most, int step) {
    int[] drawn = new int[Math.min(rows.length, most)];
    new PoolDraws(seed).draw(rows, drawn.length, Streams.SUGGESTIONS, step, 0, drawn, 0);
    return drawn;
  }

  private List<Suggestion> choose(
      int[] pool, Dataset sample, Optional<Guesses> guesses, Backend backend) {
    int[] counts = Guesses.labelCounts(sample);
    int labelled = Arrays.stream(counts).sum();
    int count = Math.min(budget, pool.length - labelled);
    if (count == 0) {
      return List.of();
    }
    boolean learnt =
        guesses.isPresent() && Arrays.stream(counts).filter(labels -> labels > 0).count() >= 2;
    Distances distances = new Distances(sample.x(), sample.columns(), backend);
    Picker picker =
        learnt && strategy != Strategy.DIVERSE
            ? new Herding(distances, weights(guesses.get(), counts))
            : new Cover(distances);
    IntStream.range(0, labelled).forEach(picker::take);
    // Clips without a label come in random order, so the first ones are as good as any.
    int random = strategy == Strategy.MIXED ? count / RANDOM_EVERY : 0;
    IntStream.range(labelled, labelled + random).forEach(picker::take);
    Reason reason = learnt ? reason() : Reason.DIVERSE;
    Optional<Guesses> known = guesses.filter(_ -> learnt);
    List<Suggestion> chosen = new ArrayList<>();
    for (int i = 0; i < count - random; i++) {
      chosen.add(suggestion(pool, picker.next(), reason, known));
    }
    for (int i = labelled; i < labelled + random; i++) {
      chosen.add(suggestion(pool, i, Reason.RANDOM, known));
    }
    return List.copyOf(chosen);
  }

  private static Suggestion suggestion(
      int[] pool, int clip, Reason reason, Optional<Guesses> known) {
    int guess = known.map(guesses -> guesses.mostProbable(clip)).orElse(-1);
    double probability = known.map(guesses -> guesses.probability(clip, guess)).orElse(0.0);
    return new Suggestion(pool[clip], reason, guess, probability);
  }

  private Reason reason() {
    return switch (strategy) {
      case MIXED, UNCERTAIN -> Reason.UNCERTAIN;
      case DIVERSE -> Reason.DIVERSE;
      case RARE -> Reason.RARE;
    };
  }

  /** How much a label near each clip would tell. */
  private double[] weights(Guesses guesses, int[] counts) {
    double[] need = need(counts);
    double[] weights = new double[guesses.rows()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = strategy == Strategy.RARE ? guesses.expected(i, need) : guesses.uncertainty(i);
    }
    // Where a model is sure of everything, uncertainty tells nothing.
    if (Arrays.stream(weights).sum() == 0) {
      Arrays.fill(weights, 1);
    }
    return weights;
  }

  /** How much each class needs labels: the square of the inverse of how many it has. */
  private static double[] need(int[] counts) {
    return Arrays.stream(counts).mapToDouble(n -> 1.0 / Math.max(1, (double) n * n)).toArray();
  }
}
