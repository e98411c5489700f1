package dev.earshot.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.Detection;
import dev.earshot.Span;
import dev.earshot.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DetectionMergerTest {
  private static List<Detection> merge(
      Set<String> ignored, double threshold, double hop, float[]... windows) {
    var found = new ArrayList<Detection>();
    var merger = new DetectionMerger(List.of("a", "b"), ignored, threshold, found::add);
    for (int i = 0; i < windows.length; i++) {
      merger.accept(new Span(i * hop, i * hop + 2), windows[i]);
    }
    merger.finish();
    return found;
  }

  private static float[] p(double a) {
    return new float[] {(float) a, (float) (1 - a)};
  }

  @Test
  void neighboursOfOneClassAreOneDetection() {
    assertEquals(
        List.of(new Detection(new Span(0, 6), "a", 0.9f)),
        merge(Set.of("b"), 0.5, 2, p(0.6), p(0.9), p(0.7), p(0.2)));
  }

  /** A window between two others that overlap does not part them; one that leaves a gap does. */
  @Test
  void overlappingWindowsJoinAndOthersDoNot() {
    assertEquals(
        List.of(new Detection(new Span(0, 4), "a", 0.8f)),
        merge(Set.of("b"), 0.5, 1, p(0.8), p(0.1), p(0.6)));
    assertEquals(
        List.of(new Detection(new Span(0, 2), "a", 0.8f), new Detection(new Span(4, 6), "a", 0.6f)),
        merge(Set.of("b"), 0.5, 2, p(0.8), p(0.1), p(0.6)));
  }

  @Test
  void theThresholdIsIncluded() {
    assertEquals(2, merge(Set.of(), 0.5, 2, p(0.5)).size());
    assertEquals(1, merge(Set.of(), 0.9, 2, p(0.9)).size());
    assertEquals(0, merge(Set.of(), 0.9, 2, p(0.8999)).size());
  }

  @Test
  void classesAreMergedByThemselves() {
    assertEquals(
        List.of(
            new Detection(new Span(0, 2), "a", 0.8f),
            new Detection(new Span(4, 6), "a", 0.8f),
            new Detection(new Span(2, 4), "b", 0.9f)),
        merge(Set.of(), 0.5, 2, p(0.8), p(0.1), p(0.8)));
  }

  /** Starts of windows are rounded: 3 times 0.1 is not 0.3. */
  @Test
  void roundingPartsNoNeighbours() {
    var found = new ArrayList<Detection>();
    var merger = new DetectionMerger(List.of("a"), Set.of(), List.of(0.5), found::add);
    for (int i = 0; i < 1000; i++) {
      merger.accept(new Windows(0.1, 0.1).span(i), new float[] {1});
    }
    merger.finish();
    assertEquals(1, found.size());
  }
}
