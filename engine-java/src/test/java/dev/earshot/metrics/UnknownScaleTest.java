package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnknownScaleTest {
  private static double[] normal(int count, double mean, Random random) {
    return DoubleStream.generate(() -> mean + random.nextGaussian()).limit(count).toArray();
  }

  private static double[] both(double[] a, double[] b) {
    return DoubleStream.concat(DoubleStream.of(a), DoubleStream.of(b)).toArray();
  }

  /** Probabilities as large as the fraction of unknown clips among those that get them. */
  @Test
  void probabilitiesAreCalibrated() {
    var random = new Random(1);
    var known = normal(500, 0, random);
    var open = both(normal(700, 0, random), normal(300, 3, random));
    var scale = UnknownScale.fit(known, open);
    assertEquals(0.3, UnknownScale.fraction(known, open), 0.06);
    double sum = 0;
    double ofUnknown = 0;
    for (int i = 0; i < open.length; i++) {
      sum += scale.apply(open[i]);
      ofUnknown += i >= 700 ? scale.apply(open[i]) : 0;
    }
    assertEquals(300, sum, 60);
    assertTrue(ofUnknown > 200, "unknown clips get " + ofUnknown);
    assertTrue(scale.apply(-1) < 0.15);
    assertTrue(scale.apply(4) > 0.85);
  }

  @Test
  void probabilitiesDoNotDescend() {
    var random = new Random(2);
    var scale = UnknownScale.fit(normal(40, 0, random), normal(300, 0.5, random));
    double before = 0;
    for (double score = -5; score < 6; score += 0.01) {
      assertTrue(scale.apply(score) >= before - 1e-12);
      before = scale.apply(score);
    }
  }

  /** Where all clips are alike, few may be called unknown. */
  @Test
  void clipsThatAreAllKnownStayKnown() {
    double fraction = 0;
    double mean = 0;
    int draws = 20;
    for (int draw = 0; draw < draws; draw++) {
      var random = new Random(draw);
      var known = normal(200, 0, random);
      var open = normal(1000, 0, random);
      fraction += UnknownScale.fraction(known, open) / draws;
      var scale = UnknownScale.fit(known, open);
      mean += DoubleStream.of(open).map(scale::apply).average().orElseThrow() / draws;
    }
    assertTrue(fraction < 0.05, "fraction " + fraction);
    assertTrue(mean < 0.05, "mean probability " + mean);
  }

  @Test
  void withoutOtherClipsTheStrangestAreUnlikely() {
    var known = IntStream.range(0, 99).mapToDouble(i -> i).toArray();
    var scale = UnknownScale.fit(known, new double[0]);
    assertEquals(0.05, scale.apply(-5), 1e-9);
    // The new clip and this one are 2 of 100 that are as strange.
    assertEquals(0.05 / (0.05 + 0.95 * 0.02), scale.apply(98), 1e-9);
    assertEquals(4, IntStream.range(0, 99).filter(i -> scale.apply(i) > 0.5).count());
    assertTrue(scale.apply(100) < 0.8, "little beyond the strangest");
    assertTrue(scale.apply(1000) > 0.95, "far beyond");
  }

  @Test
  void wrongKnotsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new UnknownScale(List.of(1.0, 0.0), List.of(0.1, 0.2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new UnknownScale(List.of(0.0, 1.0), List.of(0.3, 0.2)));
    assertThrows(IllegalArgumentException.class, () -> new UnknownScale(List.of(), List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> UnknownScale.fit(new double[0], new double[] {1}));
  }
}
