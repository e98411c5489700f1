package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.data.FeatureMap;
import dev.earshot.learner.LearnerKind.Role;
import dev.earshot.method.ssl.SslTask;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The learners by name. Each can be a baseline of {@code compare} and a member of a recipe's vote.
 * A new learner needs an entry here, with the reader of its classifier if that is of a new kind.
 */
public final class Learners {
  private static final double[] PENALTIES = {1, 0.1, 0.01, 10, 100, 1e-3, 1e-4, 1e4};
  private static final double[] SVM_PENALTIES = {0.1, 0.01, 0.001, 1, 10};
  private static final double[] RIDGES = {0.1, 0.01, 1, 10};
  private static final double[] DECAYS = {1e-2, 1};

  /** Penalties of a member. They are fewer because each fold tries them all. */
  private static final double[] MEMBER_PENALTIES = {0.1, 0.01, 1, 10};

  private static final int NETWORK_STEPS = 300;
  private static final Learner SELF_TRAINING = new BalancedSelfTraining(1, 0.8, 4, 2_000);

  private static final List<LearnerKind> ALL =
      List.of(
          kind("lr", Role.BASELINE, false, s -> own(s, PENALTIES, c -> lr(c, false)))
              .storedAs(LinearClassifier.KIND, LinearClassifier::read),
          kind("lr-balanced", Role.BASELINE, false, s -> own(s, PENALTIES, c -> lr(c, true))),
          kind(
              "svm", Role.BASELINE, false, s -> own(s, SVM_PENALTIES, c -> new LinearSvm(c, true))),
          kind("ridge", Role.BASELINE, false, s -> own(s, RIDGES, Ridge::new)),
          kind("lda", Role.BASELINE, false, s -> own(s, List.of(new LinearDiscriminant()))),
          kind(
                  "extratrees",
                  Role.BASELINE,
                  true,
                  s -> List.of(new ExtraTrees(300, ExtraTrees.SQUARE_ROOT)))
              .storedAs(Forest.KIND, Forest::read),
          kind("knn", Role.BASELINE, false, s -> own(s, nearestNeighbors()))
              .storedAs(NearestNeighbors.KIND, NearestNeighbors.Voting::read),
          kind("labelspreading", Role.BASELINE, false, s -> own(s, labelSpreading()))
              .storedAs(SpreadLabels.KIND, SpreadLabels::read),
          kind(
              "selftraining",
              Role.BASELINE,
              false,
              s -> own(s, List.of(new CrossValidated(balanced(), SelfTraining::usual)))),
          kind("mlp", Role.BASELINE, true, s -> own(s, perceptrons(List.of())))
              .storedAs(Perceptron.KIND, Perceptron.Trained::read),
          kind(
                  "mlp10",
                  Role.BASELINE,
                  true,
                  s ->
                      own(
                          s,
                          List.of(
                              new CrossValidated(
                                  perceptrons(List.of()), chosen -> new Averaged(chosen, 10)))))
              .storedAs(Averaged.KIND, Averaged.Mean::read),
          kind(
              "ladder",
              Role.BASELINE,
              true,
              s -> own(s, perceptrons(List.of(SslTask.DENOISE, SslTask.COMPLETION)))),
          kind(
                  "simclr",
                  Role.BASELINE,
                  true,
                  s ->
                      own(
                          s,
                          List.of(
                              new ContrastivePretraining(
                                  new CrossValidated(balanced()), NETWORK_STEPS))))
              .storedAs(ContrastivePretraining.KIND, ContrastivePretraining.Embedded::read),
          kind(
              "linear",
              Role.MEMBER,
              false,
              s -> each(MEMBER_PENALTIES, c -> new Standardized(lr(c, true), FeatureMap.BOUND))),
          kind(
              "discriminant",
              Role.MEMBER,
              false,
              s ->
                  List.of(
                      new Standardized(new Tempered(new LinearDiscriminant()), FeatureMap.BOUND))),
          kind(
              "pseudo-labelled",
              Role.MEMBER,
              false,
              s -> List.of(new Standardized(SELF_TRAINING, FeatureMap.BOUND))),
          kind(
              "smoothed-linear",
              Role.GATED_MEMBER,
              false,
              s -> each(MEMBER_PENALTIES, c -> new Smoothed(lr(c, true)))),
          kind("self-trained", Role.GATED_MEMBER, false, s -> List.of(new Smoothed(SELF_TRAINING))),
          kind("perceptron", Role.MEMBER, true, s -> own(s, List.of(Perceptron.of(s)))),
          kind("forest", Role.MEMBER, true, s -> List.of(ExtraTrees.USUAL)),
          kind(
              "smoothed-forest",
              Role.GATED_MEMBER,
              true,
              s -> List.of(new Smoothed(ExtraTrees.USUAL))),
          kind(
              "spreading",
              Role.GATED_MEMBER,
              false,
              s ->
                  List.of(
                      new Standardized(
                          new LabelSpreading(5, 0.95, true, Smoothed.MOST_REFERENCES),
                          FeatureMap.BOUND))));

  private static final Map<String, LearnerKind> BY_NAME = byName();

  private Learners() {}

  private static LearnerKind kind(
      String name, Role role, boolean seeded, Function<LearnerSettings, List<Learner>> candidates) {
    return new LearnerKind(name, role, seeded, candidates, Map.of());
  }

  private static Learner lr(double c, boolean balanced) {
    return new LogisticRegression(c, balanced);
  }

  private static List<Learner> balanced() {
    return each(PENALTIES, c -> lr(c, true));
  }

  private static List<Learner> nearestNeighbors() {
    return IntStream.of(5, 1, 3, 10, 20).<Learner>mapToObj(NearestNeighbors::new).toList();
  }

  private static List<Learner> labelSpreading() {
    return Stream.of(10, 5)
        .flatMap(k ->
            DoubleStream.of(0.8, 0.5, 0.2, 0.95)
                .<Learner>mapToObj(alpha -> new LabelSpreading(k, alpha, false, Integer.MAX_VALUE)))
        .toList();
  }

  private static List<Learner> perceptrons(List<SslTask> tasks) {
    return each(DECAYS, decay -> Perceptron.usual(decay, NETWORK_STEPS, tasks));
  }

  private static List<Learner> each(double[] settings, DoubleFunction<Learner> make) {
    return Arrays.stream(settings).mapToObj(make).toList();
  }

  /** One learner for each setting, on features standardised as the recipe prescribes. */
  private static List<Learner> own(
      LearnerSettings recipe, double[] settings, DoubleFunction<Learner> make) {
    return own(recipe, each(settings, make));
  }

  private static List<Learner> own(LearnerSettings recipe, List<Learner> learners) {
    return learners.stream()
        .<Learner>map(learner -> new Standardized(learner, recipe.bound()))
        .toList();
  }

  private static Map<String, LearnerKind> byName() {
    Map<String, LearnerKind> byName = new LinkedHashMap<>();
    ALL.forEach(kind -> byName.put(kind.name(), kind));
    return byName;
  }

  /** All names, baselines first. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** The names of the baselines, in the order in which they are shown. */
  public static List<String> baselines() {
    return ALL.stream()
        .filter(kind -> kind.role() == Role.BASELINE)
        .map(LearnerKind::name)
        .toList();
  }

  /** Whether a learner has this name, in the spelling of the command line or of recipes. */
  public static boolean has(String name) {
    return BY_NAME.containsKey(spelled(name));
  }

  /**
   * The learner with this name.
   *
   * @param name as on the command line, {@code smoothed-linear}, or as in recipes, {@code
   *     SMOOTHED_LINEAR}
   * @throws IllegalArgumentException if there is none; the message lists all names
   */
  public static LearnerKind named(String name) {
    Checks.require(
        has(name),
        "no model is called '%s'; there are: %s",
        name,
        String.join(", ", BY_NAME.keySet()));
    return BY_NAME.get(spelled(name));
  }

  private static String spelled(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The readers of classifiers in model files, by kind, with those around other classifiers. */
  public static Map<String, Classifier.Reader> readers() {
    Map<String, Classifier.Reader> readers = new LinkedHashMap<>();
    ALL.forEach(kind -> readers.putAll(kind.readers()));
    readers.put(Standardized.KIND, Standardized.Applied::read);
    readers.put(Smoothed.KIND, Smoothed.Applied::read);
    return readers;
  }
}
