package dev.earshot.model;

import dev.earshot.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes detections of the probabilities of windows. A class is detected in a window if its
 * probability is at least the threshold. Detections of one class whose windows overlap or touch
 * become one, with the greatest of their probabilities. One thread may use it at a time.
 */
public final class DetectionMerger {
  /** Less than a sample: where one window ends and the next begins may differ by rounding. */
  private static final double ROUNDING = 1e-6;

  private final float threshold;
  private final Consumer<Detection> sink;
  private final List<Open> classes;

  /** A class, and its detection that may still grow. */
  private static final class Open {
    private final String name;
    private final boolean reported;
    private Optional<Detection> detection = Optional.empty();

    Open(String name, boolean reported) {
      this.name = name;
      this.reported = reported;
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
    this.threshold = (float) threshold;
    this.sink = sink;
    this.classes = classes.stream().map(name -> new Open(name, !ignored.contains(name))).toList();
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
      if (open.reported && probabilities[c] >= threshold) {
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
