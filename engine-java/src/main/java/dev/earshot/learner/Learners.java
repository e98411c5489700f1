package dev.earshot.learner;

import dev.earshot.compute.Checks;
import dev.earshot.method.ssl.SslTask;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The baselines by name, each with the settings among which cross-validation chooses. */
public final class Learners {
  private static final List<Double> PENALTIES = List.of(1.0, 0.1, 0.01, 10.0, 100.0);
  private static final List<Double> SVM_PENALTIES = List.of(0.1, 0.01, 0.001, 1.0, 10.0);
  private static final double SURE = 0.75;
  private static final int ROUNDS = 10;
  private static final int NETWORK_STEPS = 300;
  private static final int ENSEMBLE = 10;

  private static final Map<String, Learner> BY_NAME = byName();

  private Learners() {}

  private static Map<String, Learner> byName() {
    List<Learner> plain = candidates(PENALTIES, c -> new LogisticRegression(c, false));
    List<Learner> balanced = candidates(PENALTIES, c -> new LogisticRegression(c, true));
    List<Learner> networks = networks(List.of());
    Map<String, Learner> all = new LinkedHashMap<>();
    all.put("lr", new CrossValidated(plain));
    all.put("lr-balanced", new CrossValidated(balanced));
    all.put("svm", new CrossValidated(candidates(SVM_PENALTIES, c -> new LinearSvm(c, true))));
    all.put("knn", new CrossValidated(candidates(List.of(5, 1, 3, 10, 20), NearestNeighbors::new)));
    all.put(
        "labelspreading",
        new CrossValidated(
            List.of(10, 5).stream()
                .flatMap(k ->
                    Stream.of(0.8, 0.5, 0.2, 0.95)
                        .<Learner>map(alpha -> new LabelSpreading(k, alpha)))
                .toList()));
    all.put(
        "selftraining",
        new CrossValidated(balanced, chosen -> new SelfTraining(chosen, SURE, ROUNDS)));
    all.put("mlp", new CrossValidated(networks));
    all.put("mlp10", new CrossValidated(networks, chosen -> new Averaged(chosen, ENSEMBLE)));
    all.put("ladder", new CrossValidated(networks(List.of(SslTask.DENOISE, SslTask.COMPLETION))));
    all.put("simclr", new ContrastivePretraining(all.get("lr-balanced"), NETWORK_STEPS));
    return Collections.unmodifiableMap(all);
  }

  private static <T> List<Learner> candidates(List<T> settings, Function<T, Learner> make) {
    return settings.stream().map(make).toList();
  }

  private static List<Learner> networks(List<SslTask> tasks) {
    return candidates(List.of(1e-2, 1.0), decay -> new Perceptron(decay, NETWORK_STEPS, tasks));
  }

  /** All names, in the order in which they are reported. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The baseline of this name.
   *
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static Learner named(String name) {
    Checks.require(
        BY_NAME.containsKey(name),
        "no model is called '%s'; there are: %s",
        name,
        String.join(", ", BY_NAME.keySet()));
    return BY_NAME.get(name);
  }
}
