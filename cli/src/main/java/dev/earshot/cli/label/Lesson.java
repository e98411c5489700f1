package dev.earshot.cli.label;

import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.CollectionSettings;
import dev.earshot.collection.Predictions;
import dev.earshot.collection.SoundCollection;
import dev.earshot.collection.StoredVectors;
import dev.earshot.collection.WindowState;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Dataset;
import dev.earshot.data.Part;
import dev.earshot.method.Recipe;
import dev.earshot.run.Partition;
import dev.earshot.run.Trainer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final int MOST_UNLABELLED = 2000;

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

  private static Optional<String> classOf(WindowState state) {
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
    var chosen = chosen(windows, collection.states());
    var data = chosen.data(collection, vectors);
    var recipe = Recipe.named(RECIPE);
    List<Partition> folds =
        chosen.hasPairs() ? LabelQuality.folds(data) : List.of();
    int blocks = Math.ceilDiv(windows.size(), BLOCK);
    int steps = LabelQuality.trainings(folds) + 1 + blocks;
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
      var model = Trainer.train(data, nothing, recipe, 0, backend).model();
      step.run();
      var probabilities = new float[windows.size() * data.classes().size()];
      for (int first = 0; first < windows.size(); first += BLOCK) {
        if (Thread.interrupted()) {
          throw new InterruptedException("learning was stopped");
        }
        var block = windows.subList(first, Math.min(first + BLOCK, windows.size()));
        var own = table(block, Collections.nCopies(block.size(), -1), List.of(), vectors, collection.settings());
        float[] found = model.predict(own, backend).probabilities();
        System.arraycopy(
            found, 0, probabilities, first * data.classes().size(), found.length);
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
        new WindowGuesses(predictions, quality.map(chosen::heldOut).orElse(Map.of())),
        quality,
        quality.map(chosen::doubts).orElse(List.of()),
        (System.nanoTime() - begin) / 1e9);
  }

  /**
   * The windows that are learnt from.
   *
   * @param labels for each the index of its class, -1 for none
   */
  private record Chosen(List<CollectedWindow> windows, List<Integer> labels, List<String> classes) {
    Dataset data(SoundCollection collection, StoredVectors vectors) {
      return table(windows, labels, classes, vectors, collection.settings());
    }

    boolean hasPairs() {
      return labels.stream()
          .filter(label -> label >= 0)
          .anyMatch(label -> Collections.frequency(labels, label) > 1);
    }

    Map<Integer, float[]> heldOut(LabelQuality quality) {
      var found = new HashMap<Integer, float[]>();
      int width = classes.size();
      for (int i = 0; i < quality.rows().length; i++) {
        var probabilities = new float[width];
        System.arraycopy(quality.heldOut(), i * width, probabilities, 0, width);
        found.put(windows.get(quality.rows()[i]).id(), probabilities);
      }
      return found;
    }

    List<Integer> doubts(LabelQuality quality) {
      return quality.doubts().doubts().stream()
          .map(doubt -> windows.get(quality.rows()[doubt.index()]).id())
          .toList();
    }
  }

  private static Chosen chosen(List<CollectedWindow> windows, Map<Integer, WindowState> states) {
    var classes = new TreeSet<String>();
    states.values().forEach(state -> classOf(state).ifPresent(classes::add));
    var names = List.copyOf(classes);
    var chosen = new ArrayList<CollectedWindow>();
    var labels = new ArrayList<Integer>();
    var others = new ArrayList<CollectedWindow>();
    for (var window : windows) {
      var name = classOf(states.getOrDefault(window.id(), WindowState.NONE));
      if (name.isPresent()) {
        chosen.add(window);
        labels.add(names.indexOf(name.get()));
      } else {
        others.add(window);
      }
    }
    Collections.shuffle(others, new Random(0));
    for (var window : others.subList(0, Math.min(others.size(), MOST_UNLABELLED))) {
      chosen.add(window);
      labels.add(-1);
    }
    return new Chosen(chosen, labels, names);
  }

  private static Dataset table(
      List<CollectedWindow> windows,
      List<Integer> labels,
      List<String> classes,
      StoredVectors vectors,
      CollectionSettings settings) {
    var x = new float[Math.multiplyExact(windows.size(), vectors.columns())];
    for (int i = 0; i < windows.size(); i++) {
      vectors.copy(windows.get(i).id(), x, i * vectors.columns());
    }
    return new Dataset(
        x,
        vectors.columns(),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        classes,
        windows.stream().map(CollectedWindow::name).toList(),
        Collections.nCopies(windows.size(), Part.NONE),
        Optional.of(windows.stream().map(CollectedWindow::group).toList()),
        settings.encoder(),
        Optional.of(settings.windows()));
  }
}
