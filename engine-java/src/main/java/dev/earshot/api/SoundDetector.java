package dev.earshot.api;

import dev.earshot.DataException;
import dev.earshot.Detection;
import dev.earshot.Windows;
import dev.earshot.model.RecordingDetector;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds sounds in recordings of any length. A recording is cut into windows while it is decoded,
 * each window is classified, and the detections of neighbouring windows are merged. Memory does not
 * depend on a recording's length, but for its detections.
 *
 * <pre>{@code
 * SoundDetector detector = new SoundDetector(model, Windows.of(1)).ignoring(Set.of("background"));
 * for (Detection found : detector.detect(recording)) {
 *   System.out.println(found.span() + " " + found.className());
 * }
 * }</pre>
 */
public final class SoundDetector {
  /** The threshold if nothing else is said: no two classes can both be above it. */
  public static final double THRESHOLD = RecordingDetector.THRESHOLD;

  private final RecordingDetector detector;

  private SoundDetector(RecordingDetector detector) {
    this.detector = detector;
  }

  /**
   * A detector on all cores, with the default threshold.
   *
   * @param model classifies the windows
   * @param windows where recordings are cut, such as {@link SoundModel#windows}
   */
  public SoundDetector(SoundModel model, Windows windows) {
    this(new RecordingDetector(model.trained(), windows));
  }

  /**
   * The same with another threshold.
   *
   * @param threshold the least probability of a detection, above 0 and at most 1
   * @throws DataException if the threshold is out of range
   */
  public SoundDetector withThreshold(double threshold) {
    return with(
        Collections.nCopies(detector.model().classes().size(), threshold), detector.ignored());
  }

  /**
   * The same with a threshold of its own for each class, by which its detections have a precision.
   *
   * @param precision the wanted fraction of right windows among those of a class, in (0, 1)
   * @throws DataException if the model does not know how precise it is
   */
  public SoundDetector withPrecision(double precision) {
    return with(detector.model().detectionThresholds(Optional.of(precision)), detector.ignored());
  }

  /** The same without detections of these classes, such as background. */
  public SoundDetector ignoring(Set<String> classes) {
    return with(detector.thresholds(), classes);
  }

  private SoundDetector with(List<Double> thresholds, Set<String> ignored) {
    return new SoundDetector(
        new RecordingDetector(
            detector.model(),
            detector.windows(),
            thresholds,
            ignored,
            detector.threads(),
            detector.decoders(),
            detector.backend()));
  }

  /**
   * Finds sounds in a recording.
   *
   * @return the detections in order of their starts, then of their classes
   * @throws DataException if the recording cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public List<Detection> detect(Path recording) throws InterruptedException {
    return detector.detect(recording);
  }
}
