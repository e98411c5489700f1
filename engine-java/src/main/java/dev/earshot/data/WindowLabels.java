package dev.earshot.data;

import dev.earshot.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The labels of one recording's windows. A class can name a window if its stretches fill at least
 * half of the window, or if at least half of one of its stretches is in the window. If several
 * classes can, the one whose stretches overlap the window longer does; of equal ones, the first by
 * name. A window that a stretch only touches has no label.
 */
public final class WindowLabels {
  private static final double ENOUGH = 0.5;

  /** Far less than a sample: times in tables are rounded. */
  private static final double ROUNDING = 1e-6;

  private final List<Manifest.Clip> stretches;
  private final Optional<String> background;
  private int disputed;

  /**
   * Creates the labels.
   *
   * @param stretches all clips of the recording; one without a span is the whole recording
   * @param background the class of windows that no stretch touches
   */
  public WindowLabels(List<Manifest.Clip> stretches, Optional<String> background) {
    this.stretches = List.copyOf(stretches);
    // Where nothing says which parts are labelled, a part without a label may be anything.
    boolean marked = stretches.stream().anyMatch(clip -> clip.origin().isPresent());
    this.background = marked ? background : Optional.empty();
  }

  /** The label of a window. */
  public Optional<String> of(Span window) {
    Map<String, Double> overlaps = new TreeMap<>();
    Map<String, Boolean> enough = new TreeMap<>();
    boolean touched = false;
    for (var clip : stretches) {
      boolean none = clip.span().isEmpty() && clip.label().isEmpty();
      var span = clip.span().orElseGet(Span::whole);
      double overlap = none ? 0 : window.overlap(span);
      if (overlap > ROUNDING) {
        touched = true;
        clip.label()
            .ifPresent(label -> {
              overlaps.merge(label, overlap, Double::sum);
              enough.merge(
                  label, overlap >= ENOUGH * span.seconds() - ROUNDING, Boolean::logicalOr);
            });
      }
    }
    overlaps
        .keySet()
        .removeIf(label ->
            !enough.get(label) && overlaps.get(label) < ENOUGH * window.seconds() - ROUNDING);
    if (overlaps.size() > 1) {
      disputed++;
    }
    return touched
        ? overlaps.entrySet().stream()
            .reduce((a, b) -> b.getValue() > a.getValue() + ROUNDING ? b : a)
            .map(Map.Entry::getKey)
        : background;
  }

  /** How many windows several classes could name. */
  public int disputed() {
    return disputed;
  }
}
