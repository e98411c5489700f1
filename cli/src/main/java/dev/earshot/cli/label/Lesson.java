package dev.earshot.cli.label;

import dev.earshot.Dataset;
import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.Predictions;
import dev.earshot.collection.SoundCollection;
import dev.earshot.collection.WindowState;
import dev.earshot.compute.backends.Backends;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.Partition;
import dev.earshot.run.RunTrainer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What was learnt from the labels at one time.
 *
 * @param classes names of the classes
 * @param labels labelled windows of each class
 * @param guesses what the model thinks of all windows; they are in the database too
 * @param quality how good it is; empty if no class has two labelled windows
 * @param doubts windows whose label the model contradicts, the most contradicted first
 * @param seconds how long it took
 */
record Lesson(
    List<String> classes,
    int[] labels,
    WindowGuesses guesses,
    Optional<LabelQuality> quality,
    List<Integer> doubts,
    double seconds) {
  /** The class of windows that are of none of the others. */
  static final String SOMETHING_ELSE = "something else";

  private static final String RECIPE = "linear";

  /** Unlabelled windows that are learnt from too: more would take longer and bring little. */
  private static final int MOST_UNLABELLED = 500;

  /** Windows that are classified at a time. */
  private static final int BLOCK = 4096;

  /** Is told how far it is. */
  @FunctionalInterface
  interface Watcher {
    /** One more of {@code total} steps is done. */
    void step(int done, int total);
  }

  /** Whether there is enough to learn from: two classes. */
  static boolean possible(Map<Integer, WindowState> states) {
    return states.values().stream().flatMap(state -> classOf(state).stream()).distinct().count()
        >= 2;
  }

  /** What a window counts as: its class, or {@link #SOMETHING_ELSE}; empty if it has no label. */
  static Optional<String> classOf(WindowState state) {
    return state.somethingElse() ? Optional.of(SOMETHING_ELSE) : state.className();
  }

  /**
   * Learns, measures, classifies all windows and stores what it thinks of them.
   *
   * @throws IllegalArgumentException if there are not two classes
   * @throws InterruptedException if the thread is interrupted; nothing is stored then
   */
  static Lesson learn(SoundCollection collection, Watcher watcher)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    var when = Instant.now();
    var windows = collection.windows();
    var vectors = collection.vectors();
    var states = collection.states();
    var chosen = chosen(windows, states);
    var classes =
        states.values().stream()
            .flatMap(state -> classOf(state).stream())
            .distinct()
            .sorted()
            .toList();
    var data =
        WindowTable.of(collection, vectors, chosen, window -> label(window, states), classes);
    var recipe = RecipeSettings.named(RECIPE);
    List<Partition> folds = hasPairs(data) ? LabelQuality.folds(data) : List.of();
    int blocks = Math.ceilDiv(windows.size(), BLOCK);
    int steps = folds.size() + 1 + blocks;
    var done = new AtomicInteger();
    Runnable step = () -> watcher.step(done.incrementAndGet(), steps);
    Optional<LabelQuality> quality =
        folds.isEmpty()
            ? Optional.empty()
            : Optional.of(LabelQuality.measure(data, folds, recipe, step));
    Predictions predictions;
    try (var backend =
        Backends.choose(Backends.AUTO)
            .provider()
            .open(Runtime.getRuntime().availableProcessors())) {
      var all = Partition.allLabels(data);
      var nothing = Partition.of(data, all.training(), all.labelled(), new int[0]);
      var model = RunTrainer.train(data, nothing, recipe, 0, backend).model();
      step.run();
      var probabilities = new float[windows.size() * data.classes().size()];
      for (int first = 0; first < windows.size(); first += BLOCK) {
        if (Thread.interrupted()) {
          throw new InterruptedException("learning was stopped");
        }
        var block = windows.subList(first, Math.min(first + BLOCK, windows.size()));
        var own = WindowTable.of(collection, vectors, block, _ -> Optional.empty(), List.of());
        float[] found = model.predict(own, backend).probabilities();
        System.arraycopy(found, 0, probabilities, first * data.classes().size(), found.length);
        step.run();
      }
      predictions =
          new Predictions(
              "label",
              when,
              data.classes(),
              windows.stream().mapToInt(CollectedWindow::id).toArray(),
              probabilities);
    }
    collection.predict(predictions);
    var labels = new int[data.classes().size()];
    IntStream.of(data.labels()).filter(label -> label >= 0).forEach(label -> labels[label]++);
    return new Lesson(
        data.classes(),
        labels,
        new WindowGuesses(predictions, quality.map(each -> heldOut(each, chosen)).orElse(Map.of())),
        quality,
        quality.map(each -> doubts(each, chosen)).orElse(List.of()),
        (System.nanoTime() - begin) / 1e9);
  }

  private static Optional<String> label(CollectedWindow window, Map<Integer, WindowState> states) {
    return classOf(states.getOrDefault(window.id(), WindowState.NONE));
  }

  /** All windows with a label, and some without. */
  private static List<CollectedWindow> chosen(
      List<CollectedWindow> windows, Map<Integer, WindowState> states) {
    var byLabel =
        windows.stream()
            .collect(Collectors.partitioningBy(window -> label(window, states).isPresent()));
    var chosen = new ArrayList<>(byLabel.get(true));
    var others = new ArrayList<>(byLabel.get(false));
    Collections.shuffle(others, new Random(0));
    chosen.addAll(others.subList(0, Math.min(others.size(), MOST_UNLABELLED)));
    return chosen;
  }

  /** Whether a class has two labels, so that one can be held out. */
  private static boolean hasPairs(Dataset data) {
    return IntStream.range(0, data.classes().size())
        .anyMatch(c -> IntStream.of(data.labels()).filter(label -> label == c).count() > 1);
  }

  private static Map<Integer, float[]> heldOut(LabelQuality quality, List<CollectedWindow> chosen) {
    var found = new HashMap<Integer, float[]>();
    int width = quality.recalls().size();
    for (int i = 0; i < quality.rows().length; i++) {
      found.put(
          chosen.get(quality.rows()[i]).id(),
          Arrays.copyOfRange(quality.heldOut(), i * width, (i + 1) * width));
    }
    return found;
  }

  private static List<Integer> doubts(LabelQuality quality, List<CollectedWindow> chosen) {
    return quality.doubts().doubts().stream()
        .map(doubt -> chosen.get(quality.rows()[doubt.index()]).id())
        .toList();
  }
}
