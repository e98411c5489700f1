package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrecisionCurvesTest {
  /** Nine right clips promise 0.9 and no more: 9 / (9 + 1). */
  @Test
  void nineRightClipsPromiseNineTenths() {
    int[] zeros = new int[9];
    var confidence = new float[9];
    for (int i = 0; i < 9; i++) {
      confidence[i] = 0.5f + 0.05f * i;
    }
    var curves = PrecisionCurves.of(zeros, zeros, confidence, 2);
    assertEquals(0.5, curves.threshold(0, 0.9).orElseThrow(), 1e-6);
    assertTrue(curves.isOwn(0, 0.9));
    assertTrue(curves.threshold(0, 0.91).isEmpty());
    assertEquals(0.9, curves.greatest(0), 1e-9);
  }

  /** A class without clips of its own counts with all classes. */
  @Test
  void aClassWithFewClipsCountsWithAll() {
    int[] zeros = new int[9];
    var confidence = new float[9];
    Arrays.fill(confidence, 0.8f);
    var curves = PrecisionCurves.of(zeros, zeros, confidence, 2);
    assertFalse(curves.isOwn(1, 0.9));
    assertEquals(0.8, curves.threshold(1, 0.9).orElseThrow(), 1e-6);
    assertEquals(0, curves.greatest(1));
  }

  /** A class that is mostly wrong is not promised by what others are. */
  @Test
  void aClassThatIsWrongGetsNoThresholdOfOthers() {
    int n = 100;
    var truth = IntStream.range(0, n).map(i -> i < 94 ? 0 : i < 97 ? 0 : 1).toArray();
    var predicted = IntStream.range(0, n).map(i -> i < 94 ? 0 : 1).toArray();
    var confidence = new float[n];
    Arrays.fill(confidence, 0.9f);
    var curves = PrecisionCurves.of(truth, predicted, confidence, 2);
    assertTrue(curves.threshold(0, 0.9).isPresent());
    assertTrue(curves.threshold(1, 0.9).isEmpty());
  }

  /** What is promised holds on new clips of the same kind. */
  @Test
  void thePromiseHoldsOnNewClips() {
    var random = new Random(4);
    int kept = 0;
    int right = 0;
    for (int round = 0; round < 40; round++) {
      var learnt = clips(120, random);
      var curves = PrecisionCurves.of(learnt.truth, learnt.predicted, learnt.confidence, 3);
      var fresh = clips(300, random);
      for (int i = 0; i < 300; i++) {
        double threshold = curves.threshold(fresh.predicted[i], 0.9).orElse(2);
        if (fresh.confidence[i] >= threshold) {
          kept++;
          right += fresh.truth[i] == fresh.predicted[i] ? 1 : 0;
        }
      }
    }
    assertTrue(kept > 1000, "kept " + kept);
    assertTrue(right >= 0.89 * kept, "right %s of %s".formatted(right, kept));
  }

  private record Clips(int[] truth, int[] predicted, float[] confidence) {}

  /** Clips that are right as often as their confidence says, which is 0.5 to 1. */
  private static Clips clips(int count, Random random) {
    var clips = new Clips(new int[count], new int[count], new float[count]);
    for (int i = 0; i < count; i++) {
      clips.predicted[i] = random.nextInt(3);
      clips.confidence[i] = 0.5f + 0.5f * random.nextFloat();
      boolean right = random.nextFloat() < clips.confidence[i];
      clips.truth[i] = right ? clips.predicted[i] : (clips.predicted[i] + 1) % 3;
    }
    return clips;
  }

  @Test
  void impossibleCurvesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new PrecisionCurves.Curve(List.of(0.9), List.of(1), List.of(2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PrecisionCurves.Curve(List.of(0.5, 0.9), List.of(1, 2), List.of(1, 1)));
  }
}
