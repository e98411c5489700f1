package dev.earshot.run;

import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.Splits;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.LogisticRegression;
import dev.earshot.learner.Smoothed.Smoothing;
import dev.earshot.learner.TrainingSet;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.UnknownScale;
import dev.earshot.model.SmoothedSpace;
import dev.earshot.model.UnknownFinder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Trains an {@link UnknownFinder}. The first contrast tells labelled clips from clips without a
 * label, of which some may be of no class. Of the latter, those that it finds strangest while they
 * are held out become one more class beside the others: the second contrast tells them apart.
 *
 * <p>All choices are made by held-out clips, in five folds that keep groups whole, if there are
 * groups. So no clip counts as its own neighbour, nor do other clips of its recording.
 */
final class UnknownTrainer {
  private static final int FOLDS = 5;

  /** More labelled clips, or more clips without a label, are not learnt from. */
  private static final int MOST_OF_EACH = 2000;

  /** With fewer clips without a label there is no contrast. */
  private static final int FEWEST_OPEN = 10;

  /** With fewer held-out clips of the classes there is no scale. */
  private static final int FEWEST_KNOWN = 5;

  /** The fraction of the strangest clips that becomes a class. */
  private static final double SUREST = 0.8;

  private static final int FEWEST_STRANGE = 3;

  /** Distance tells less than contrasts, if there are any: it counts half as much. */
  private static final double DISTANCE = 0.5;

  /** How often a labelled clip counts on average: more would be finer, and slower. */
  private static final int COPIES = 3;

  private static final int MOST_COPIES = 12;

  /** Imagined clips of each class among those without a label. */
  private static final double PRIOR = 5;

  private static final int OPEN = -1;
  private static final int NEGATIVE = -2;

  private static final LogisticRegression FIRST = new LogisticRegression(0.003, true);
  private static final LogisticRegression SECOND = new LogisticRegression(0.03, true);

  private final TrainingSet data;
  private final FeatureMap space;
  private final Backend backend;

  /** The rows of the data that are used; all others are too many. */
  private final int[] rows;

  /** Of each of these rows: its class, {@link #OPEN} or {@link #NEGATIVE}. */
  private final int[] kinds;

  private final float[] mapped;

  /** How often a labelled clip of each class counts: {@link #copies}. */
  private int[] copies = new int[0];

  private final List<Part> folds = new ArrayList<>();

  /**
   * The result.
   *
   * @param finder finds unknown clips
   * @param heldOut the probability of each row of the training set, by a finder that has not learnt
   *     from the row; NaN where there is none
   */
  record Trained(UnknownFinder finder, float[] heldOut) {}

  /**
   * Some rows to learn from, and others to measure.
   *
   * @param rest the places of the rows to learn from
   * @param held the places of the others
   * @param smooth the rows to learn from, smoothed
   * @param heldSmooth the others, smoothed over the rows to learn from
   */
  private record Part(
      int[] rest, int[] held, Smoothing smoothing, float[] smooth, float[] heldSmooth) {}

  private UnknownTrainer(TrainingSet data, int negative, Backend backend) {
    this.data = data;
    this.backend = backend;
    int[] labels = data.labels();
    int[] labelled = spread(data.labelled());
    int[] open = spread(data.rowsOf(-1));
    rows = IntStream.concat(IntStream.of(labelled), IntStream.of(open)).sorted().toArray();
    kinds =
        IntStream.of(rows)
            .map(row -> labels[row] == negative && negative >= 0 ? NEGATIVE : labels[row])
            .toArray();
    float[] x = data.vectors(rows);
    space = FeatureMap.of(FeatureSpace.RANK, x, data.columns());
    mapped = space.apply(x);
  }

  /** At most {@value #MOST_OF_EACH} of the rows, evenly. */
  private static int[] spread(int[] rows) {
    int wanted = Math.min(MOST_OF_EACH, rows.length);
    return IntStream.range(0, wanted)
        .map(i -> rows[(int) ((long) i * rows.length / wanted)])
        .toArray();
  }

  /**
   * Trains.
   *
   * @param name what clips of no class are called
   * @param data labelled and unlabelled clips
   * @param negative a class whose clips are of no other class, such as background; -1 for none
   * @param groups the group of each row, if there are groups
   * @param seed decides the folds
   * @return empty if there are too few labels
   * @throws InterruptedException if the thread is interrupted
   */
  static Optional<Trained> train(
      String name,
      TrainingSet data,
      int negative,
      Optional<List<String>> groups,
      long seed,
      Backend backend)
      throws InterruptedException {
    return new UnknownTrainer(data, negative, backend).train(name, groups, seed);
  }

  private Optional<Trained> train(String name, Optional<List<String>> groups, long seed)
      throws InterruptedException {
    int[] shifted = IntStream.of(kinds).map(kind -> kind - NEGATIVE).toArray();
    Optional<List<String>> own = groups.map(all -> IntStream.of(rows).mapToObj(all::get).toList());
    for (int[] fold : Splits.folds(shifted, own, FOLDS, seed)) {
      folds.add(part(fold));
    }
    int[] held = folds.stream().flatMapToInt(fold -> IntStream.of(fold.held())).toArray();
    if (IntStream.of(held).filter(at -> kinds[at] >= 0).count() < FEWEST_KNOWN) {
      return Optional.empty();
    }
    Part all = part(new int[0]);
    copies = copies(all);
    List<int[]> targets = targets(held);
    double[][] measures = new double[rows.length][];
    for (Part fold : folds) {
      double[][] of =
          UnknownFinder.measures(
              fold.heldSmooth(), known(fold), contrasts(fold, targets), data.columns(), backend);
      for (int i = 0; i < of.length; i++) {
        measures[fold.held()[i]] = of[i];
      }
    }
    List<Double> centre = new ArrayList<>();
    List<Double> spread = new ArrayList<>();
    for (int m = 0; m <= targets.size(); m++) {
      int measure = m;
      MeanStd each =
          MeanStd.of(
              IntStream.of(held)
                  .filter(at -> kinds[at] >= 0)
                  .mapToDouble(at -> measures[at][measure])
                  .toArray());
      centre.add(each.mean());
      double weight = m == 0 && !targets.isEmpty() ? DISTANCE : 1;
      spread.add((each.std() > 0 ? each.std() : 1) / weight);
    }
    UnknownFinder.Standard standard = new UnknownFinder.Standard(centre, spread);
    double[] sums = new double[rows.length];
    for (int at : held) {
      sums[at] = standard.sum(measures[at]);
    }
    UnknownScale scale = scale(held, sums);
    UnknownFinder finder =
        new UnknownFinder(
            name,
            new SmoothedSpace(space, all.smoothing()),
            known(all),
            contrasts(all, targets),
            standard,
            scale);
    float[] heldOut = new float[data.rows()];
    Arrays.fill(heldOut, Float.NaN);
    for (int at : held) {
      heldOut[rows[at]] = (float) scale.apply(sums[at]);
    }
    return Optional.of(new Trained(finder, heldOut));
  }

  private UnknownScale scale(int[] held, double[] sums) {
    double[] known = of(held, sums, kind -> kind >= 0);
    double[] open = of(held, sums, kind -> kind == OPEN);
    double[] negative = of(held, sums, kind -> kind == NEGATIVE);
    if (open.length >= FEWEST_OPEN || negative.length == 0) {
      return UnknownScale.fit(known, open.length >= FEWEST_OPEN ? open : new double[0]);
    }
    // Both kinds together are like clips without a label of which we know the fraction of
    // negatives.
    return UnknownScale.fit(
        known, DoubleStream.concat(Arrays.stream(known), Arrays.stream(negative)).toArray());
  }

  private double[] of(int[] held, double[] sums, IntPredicate wanted) {
    return IntStream.of(held)
        .filter(at -> wanted.test(kinds[at]))
        .flatMap(this::copied)
        .mapToDouble(at -> sums[at])
        .toArray();
  }

  /** A place, as often as its clip counts. */
  private IntStream copied(int at) {
    return IntStream.range(0, kinds[at] >= 0 ? copies[kinds[at]] : 1).map(_ -> at);
  }

  /**
   * How often a labelled clip of each class counts, so that the labelled clips have the class
   * frequencies of those without a label. Else a class that is frequent among the latter would look
   * strange. The frequencies are estimated by a classifier of the labelled clips.
   */
  private int[] copies(Part all) throws InterruptedException {
    int classes = data.classes();
    double[] labelled = new double[classes];
    for (int kind : kinds) {
      if (kind >= 0) {
        labelled[kind]++;
      }
    }
    int[] open = IntStream.range(0, kinds.length).filter(at -> kinds[at] == OPEN).toArray();
    int[] found = new int[classes];
    Arrays.fill(found, 1);
    int[] present = IntStream.range(0, classes).filter(c -> labelled[c] > 0).toArray();
    if (open.length < FEWEST_OPEN || present.length < 2) {
      return found;
    }
    float[] p = contrast(all, kinds, SECOND).probabilities(select(all.smooth(), open), backend);
    double[] weights = new double[present.length];
    double sum = 0;
    double known = Arrays.stream(labelled).sum();
    for (int i = 0; i < present.length; i++) {
      double expected = PRIOR;
      for (int row = 0; row < open.length; row++) {
        expected += p[row * present.length + i];
      }
      weights[i] = expected / labelled[present[i]];
      sum += weights[i] * labelled[present[i]] / known;
    }
    for (int i = 0; i < present.length; i++) {
      found[present[i]] = Math.clamp(Math.round(COPIES * weights[i] / sum), 1, MOST_COPIES);
    }
    return found;
  }

  /** The rows outside of a fold, and the fold. */
  private Part part(int[] fold) {
    boolean[] out = new boolean[rows.length];
    for (int at : fold) {
      out[at] = true;
    }
    int[] rest = IntStream.range(0, rows.length).filter(at -> !out[at]).toArray();
    // The classes do not matter to the neighbours; a set needs two.
    int[] any = IntStream.range(0, rest.length).map(i -> i % 2).toArray();
    Smoothing smoothing =
        Smoothing.of(new TrainingSet(vectors(rest), data.columns(), any, 2), rest.length);
    return new Part(
        rest,
        fold,
        smoothing,
        smoothing.ofReferences(rest.length, backend),
        smoothing.apply(vectors(fold), backend));
  }

  private float[] vectors(int[] places) {
    return select(mapped, places);
  }

  private float[] select(float[] from, int[] places) {
    int columns = data.columns();
    float[] chosen = new float[places.length * columns];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(from, places[i] * columns, chosen, i * columns, columns);
    }
    return chosen;
  }

  /** The clips of the classes among those to learn from, smoothed. */
  private float[] known(Part part) {
    return select(
        part.smooth(),
        IntStream.range(0, part.rest().length).filter(i -> kinds[part.rest()[i]] >= 0).toArray());
  }

  /**
   * What each contrast learns: the target of each row, -1 if it does not learn from it. The last
   * class is that of strange clips. There is no contrast if there are too few clips to tell from.
   */
  private List<int[]> targets(int[] held) throws InterruptedException {
    long open = IntStream.of(kinds).filter(kind -> kind == OPEN).count();
    long negative = IntStream.of(kinds).filter(kind -> kind == NEGATIVE).count();
    int classes = data.classes();
    if (open < FEWEST_OPEN && negative < 2) {
      return List.of();
    }
    int[] first =
        IntStream.of(kinds)
            .map(kind -> kind >= 0 ? 0 : open >= FEWEST_OPEN || kind == NEGATIVE ? 1 : -1)
            .toArray();
    double[] strange = new double[rows.length];
    for (Part fold : folds) {
      double[][] of =
          UnknownFinder.measures(
              fold.heldSmooth(),
              known(fold),
              List.of(contrast(fold, first, FIRST)),
              data.columns(),
              backend);
      for (int i = 0; i < of.length; i++) {
        strange[fold.held()[i]] = of[i][1];
      }
    }
    int[] candidates = IntStream.of(held).filter(at -> kinds[at] == OPEN).toArray();
    int[] second = IntStream.of(kinds).map(kind -> kind == NEGATIVE ? classes : kind).toArray();
    if (candidates.length >= FEWEST_OPEN) {
      double fraction =
          UnknownScale.fraction(
              of(held, strange, kind -> kind >= 0), of(held, strange, kind -> kind == OPEN));
      long count =
          Math.max(
              negative > 0 ? 0 : FEWEST_STRANGE, Math.round(SUREST * fraction * candidates.length));
      IntStream.of(candidates)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer at) -> -strange[at]))
          .limit(count)
          .forEach(at -> second[at] = classes);
    }
    return List.of(first, second);
  }

  private List<Classifier> contrasts(Part part, List<int[]> targets) throws InterruptedException {
    List<Classifier> contrasts = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      contrasts.add(contrast(part, targets.get(i), i == 0 ? FIRST : SECOND));
    }
    return contrasts;
  }

  /** Learns targets from a part. Classes that are not in it do not count; the last is always. */
  private Classifier contrast(Part part, int[] targets, LogisticRegression learner)
      throws InterruptedException {
    // Two classes only: a contrast of more is class-balanced anyway.
    boolean weighed = learner == FIRST;
    int[] used =
        IntStream.range(0, part.rest().length)
            .filter(i -> targets[part.rest()[i]] >= 0)
            .flatMap(i -> weighed ? copied(part.rest()[i]).map(_ -> i) : IntStream.of(i))
            .toArray();
    int[] own = IntStream.of(used).map(i -> targets[part.rest()[i]]).toArray();
    int[] present = IntStream.of(own).distinct().sorted().toArray();
    int[] dense = IntStream.of(own).map(c -> Arrays.binarySearch(present, c)).toArray();
    return learner.fit(
        new TrainingSet(select(part.smooth(), used), data.columns(), dense, present.length),
        0,
        backend);
  }
}
