package dev.earshot.model;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.Windows;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.SoundDecoders;
import dev.earshot.audio.WindowCutter;
import dev.earshot.audio.WindowReader;
import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import dev.earshot.learner.ReadyClassifier;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds sounds in recordings of any length. A recording is cut into windows while it is decoded,
 * each window is classified, and the detections of neighbouring windows are merged as {@link
 * DetectionMerger} says. Memory does not depend on a recording's length, but for its detections.
 * Results do not depend on the number of threads.
 *
 * @param model classifies the windows
 * @param windows where recordings are cut, such as {@link SoundClassifier#windows}
 * @param thresholds the least probability of a detection of each class, such as {@link
 *     SoundClassifier#detectionThresholds}: above 0 and at most 1, or infinite for a class that is
 *     never detected
 * @param ignored classes that are not reported, such as background
 * @param threads how many windows, and how many recordings, are worked on at a time, at least 1
 * @param decoders read the recordings
 * @param backend the name of the backend that classifies
 */
public record SoundDetector(
    SoundClassifier model,
    Windows windows,
    List<Double> thresholds,
    Set<String> ignored,
    int threads,
    SoundDecoders decoders,
    String backend) {
  /**
   * The threshold of a {@link SoundModel} if nothing else is said: no two classes can both be above
   * it.
   */
  public static final double THRESHOLD = 0.5;

  /** Windows that are classified together. */
  private static final int BATCH = 32;

  /** The sound of a batch lasts no longer, unless one window does. */
  private static final double BATCH_SECONDS = 120;

  private static final String STOPPED = "was not heard to its end: the work was stopped";

  /** Recordings that may be finished before it is their turn, for each thread. */
  private static final int AHEAD = 4;

  /** A detector on all cores, with the best backend and the model's own thresholds. */
  public SoundDetector(SoundClassifier model, Windows windows) {
    this(
        model,
        windows,
        model.detectionThresholds(Optional.empty()),
        Set.of(),
        Runtime.getRuntime().availableProcessors(),
        SoundDecoders.auto(),
        Backends.AUTO);
  }

  /**
   * Checks the settings.
   *
   * @throws DataException if a threshold is out of range
   */
  public SoundDetector {
    ignored = Set.copyOf(ignored);
    thresholds = List.copyOf(thresholds);
    Checks.require(
        thresholds.size() == model.classes().size(),
        "%s thresholds for %s classes",
        thresholds.size(),
        model.classes().size());
    for (double threshold : thresholds) {
      if (!(threshold > 0 && (threshold <= 1 || threshold == Double.POSITIVE_INFINITY))) {
        throw new DataException(
            "a threshold of %s: expected a probability above 0 and at most 1".formatted(threshold));
      }
    }
    Checks.require(threads >= 1, "the number of threads must be at least 1: %s", threads);
  }

  /** A probability of 0 as the least above it, so that it is a threshold. */
  static double positive(double probability) {
    return Math.max(probability, Float.MIN_VALUE);
  }

  /** The result for one recording. */
  public sealed interface Outcome {}

  /**
   * A recording that was heard to its end.
   *
   * @param detections in order of their starts, then of their classes
   * @param seconds how long it is
   * @param sampleRate its sample rate in Hz
   */
  public record Heard(List<Detection> detections, double seconds, int sampleRate)
      implements Outcome {}

  /**
   * A recording that could not be read.
   *
   * @param message one line that names the file and says what to do
   */
  public record Failed(String message) implements Outcome {}

  /** Receives progress and results. */
  public interface Listener {
    /** Some sound was heard. Called on any thread. */
    default void heard(double seconds) {}

    /**
     * A recording is done. Called in the order of the recordings, on the thread that called {@link
     * #detect(List, Listener)}.
     *
     * @param index its place in the list
     */
    void done(int index, Outcome outcome);
  }

  /**
   * Finds sounds in one recording.
   *
   * @throws DataException if it cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public List<Detection> detect(Path recording) throws InterruptedException {
    var found = new ArrayList<Outcome>();
    detect(List.of(recording), (_, outcome) -> found.add(outcome));
    return switch (found.getFirst()) {
      case Heard heard -> heard.detections();
      case Failed failed -> throw new DataException(failed.message());
    };
  }

  /**
   * Finds sounds in recordings.
   *
   * @param recordings the files
   * @param listener gets the result of each; what it throws ends the work
   * @throws InterruptedException if the thread is interrupted; all work has stopped by then
   */
  public void detect(List<Path> recordings, Listener listener) throws InterruptedException {
    var encoder = AudioEncoder.named(model.encoder());
    try (var listening = new Listening(encoder, listener);
        var pool = Executors.newFixedThreadPool(threads)) {
      try {
        Deque<Future<Outcome>> pending = new ArrayDeque<>();
        int submitted = 0;
        for (int i = 0; i < recordings.size(); i++) {
          while (submitted < recordings.size() && pending.size() < AHEAD * threads) {
            var path = recordings.get(submitted++);
            pending.add(pool.submit(() -> listening.outcome(path)));
          }
          listener.done(i, result(pending.remove()));
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private static <R> R result(Future<R> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** What all recordings use: threads that encode, and the encoder's sessions. */
  private final class Listening implements AutoCloseable {
    private final AudioEncoder encoder;
    private final WindowReader reader;
    private final Listener listener;
    private final ExecutorService encoding = Executors.newFixedThreadPool(threads);
    private final Queue<AudioEncoder.Session> idle = new ConcurrentLinkedQueue<>();

    Listening(AudioEncoder encoder, Listener listener) {
      this.encoder = encoder;
      this.reader = new WindowReader(windows, encoder.sampleRate(), decoders);
      this.listener = listener;
    }

    Outcome outcome(Path path) {
      try {
        return new OneRecording(this).hear(path);
      } catch (DataException e) {
        var message = e.getMessage();
        var name = path.toString();
        return new Failed(message.startsWith(name) ? message : name + ": " + message);
      } catch (OutOfMemoryError e) {
        return new Failed(
            "%s: needs more memory than Java has (%s MiB): allow more with -Xmx (EARSHOT_JAVA_OPTS=-Xmx4g), or choose shorter windows"
                .formatted(path, Runtime.getRuntime().maxMemory() >> 20));
      } catch (RuntimeException | StackOverflowError e) {
        // A fault of the program or of the encoder, but no reason to lose the other recordings.
        var reason = e.toString().replaceAll("\\R\\s*", " ");
        return new Failed(path + ": cannot be encoded (" + reason + "): leave it out");
      }
    }

    /** The features of windows, one row each. */
    float[] encode(List<WindowCutter.Window> batch) {
      var reused = idle.poll();
      var session = reused == null ? encoder.open() : reused;
      int columns = model.columns();
      var x = new float[batch.size() * columns];
      for (int i = 0; i < batch.size(); i++) {
        var vector = session.encode(batch.get(i).sound());
        AudioEncoder.requireFinite(vector, encoder.columnNames());
        Checks.require(
            vector.length == columns,
            "the encoder gives %s features, the model takes %s",
            vector.length,
            columns);
        System.arraycopy(vector, 0, x, i * columns, columns);
      }
      idle.add(session);
      return x;
    }

    @Override
    public void close() {
      encoding.shutdownNow();
      encoding.close();
      idle.forEach(AudioEncoder.Session::close);
    }
  }

  /** Windows whose features are being computed. */
  private record Batch(List<Span> spans, Future<float[]> features) {}

  /** The work on one recording. This thread decodes and classifies; others encode. */
  private final class OneRecording {
    private final Listening listening;
    private final List<Detection> detections = new ArrayList<>();
    private final DetectionMerger merger =
        new DetectionMerger(model.classes(), ignored, thresholds, detections::add);
    private final Deque<Batch> pending = new ArrayDeque<>();
    private List<WindowCutter.Window> batch = new ArrayList<>();
    private double lastEnd;

    OneRecording(Listening listening) {
      this.listening = listening;
    }

    Heard hear(Path path) {
      try (var device = Backends.choose(backend).provider().open(1)) {
        var ready = model.on(BATCH, device);
        var recording =
            listening.reader.read(
                path,
                window -> {
                  batch.add(window);
                  if (batch.size() == BATCH || batch.size() * windows.seconds() >= BATCH_SECONDS) {
                    submit();
                    classify(ready, 2 * threads);
                  }
                });
        submit();
        classify(ready, 0);
        merger.finish();
        detections.sort(
            Comparator.comparingDouble((Detection found) -> found.span().start())
                .thenComparing(Detection::className));
        return new Heard(List.copyOf(detections), recording.seconds(), recording.sampleRate());
      } finally {
        pending.forEach(left -> left.features().cancel(true));
      }
    }

    private void submit() {
      if (Thread.currentThread().isInterrupted()) {
        throw new DataException(STOPPED);
      }
      if (!batch.isEmpty()) {
        var full = batch;
        batch = new ArrayList<>();
        var spans = full.stream().map(WindowCutter.Window::span).toList();
        pending.add(new Batch(spans, listening.encoding.submit(() -> listening.encode(full))));
      }
    }

    /** Classifies the first batches, until {@code left} are left. */
    private void classify(ReadyClassifier ready, int left) {
      while (pending.size() > left) {
        var first = pending.remove();
        float[] probabilities;
        try {
          probabilities = ready.probabilities(result(first.features()));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new DataException(STOPPED, e);
        }
        Checks.finite(probabilities, "the probabilities that the model gives");
        int classes = model.classes().size();
        double heard = 0;
        for (int i = 0; i < first.spans().size(); i++) {
          var window = first.spans().get(i);
          var row = Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes);
          merger.accept(window, row);
          heard += window.end() - lastEnd;
          lastEnd = window.end();
        }
        listening.listener.heard(heard);
      }
    }
  }
}
