package dev.earshot.model;

import dev.earshot.Detection;
import dev.earshot.Span;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Makes detections of the probabilities of windows. A class is detected in a window if its
 * probability is at least the threshold. Detections of one class whose windows overlap or touch
 * become one, with the greatest of their probabilities. One thread may use it at a time.
 */
public final class DetectionMerger {
  /** Less than a sample: where one window ends and the next begins may differ by rounding. */
  private static final double ROUNDING = 1e-6;

  private final Consumer<Detection> sink;
  private final List<Open> classes;

  /** A class, and its detection that may still grow. */
  private static final class Open {
    private final String name;
    private final boolean reported;
    private final float threshold;
    private Optional<Detection> detection = Optional.empty();

    Open(String name, boolean reported, double threshold) {
      this.name = name;
      this.reported = reported;
      this.threshold = (float) threshold;
    }
  }

  /**
   * Creates a merger for one recording.
   *
   * @param classes the names of the classes, in the order of the probabilities
   * @param ignored classes that are not reported
   * @param threshold the least probability
   * @param sink gets each detection as soon as it cannot grow any more
   */
  public DetectionMerger(
      List<String> classes, Set<String> ignored, double threshold, Consumer<Detection> sink) {
    this(classes, ignored, Collections.nCopies(classes.size(), threshold), sink);
  }

  /**
   * Creates a merger for one recording, with a threshold for each class.
   *
   * @param classes the names of the classes, in the order of the probabilities
   * @param ignored classes that are not reported
   * @param thresholds the least probability of each class; above 1 it is never detected
   * @param sink gets each detection as soon as it cannot grow any more
   */
  public DetectionMerger(
      List<String> classes,
      Set<String> ignored,
      List<Double> thresholds,
      Consumer<Detection> sink) {
    this.sink = sink;
    this.classes =
        IntStream.range(0, classes.size())
            .mapToObj(
                c -> new Open(classes.get(c), !ignored.contains(classes.get(c)), thresholds.get(c)))
            .toList();
  }

  /**
   * Takes the next window.
   *
   * @param window where it lies; it begins after the window before
   * @param probabilities of the classes
   */
  public void accept(Span window, float[] probabilities) {
    for (int c = 0; c < probabilities.length; c++) {
      var open = classes.get(c);
      if (open.detection.filter(d -> d.span().end() < window.start() - ROUNDING).isPresent()) {
        end(open);
      }
      if (open.reported && probabilities[c] >= open.threshold) {
        var here = new Detection(window, open.name, probabilities[c]);
        open.detection = Optional.of(open.detection.map(d -> join(d, here)).orElse(here));
      }
    }
  }

  private static Detection join(Detection a, Detection b) {
    var span = new Span(a.span().start(), Math.max(a.span().end(), b.span().end()));
    return new Detection(span, a.className(), Math.max(a.probability(), b.probability()));
  }

  private void end(Open open) {
    open.detection.ifPresent(sink);
    open.detection = Optional.empty();
  }

  /** Ends the recording: the detections that are left go to the sink. */
  public void finish() {
    classes.forEach(this::end);
  }
}
