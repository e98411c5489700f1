package dev.earshot.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.SharedData;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundReader;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Low-level descriptors and their functionals against those that openSMILE measured. */
class LldGoldTest {
  private static final double TOLERANCE = 1e-3;
  private static final double CLIP_TOLERANCE = 2e-3;
  private static final double ROUNDING = 5e-6;

  /** Frame index and time come first in the reference's tables. */
  private static final int FIRST_COLUMN = 2;

  private final AudioEncoder encoder = KnownEncoders.named("lld");

  @ParameterizedTest
  @ValueSource(strings = {"chirp", "noise", "saw", "speech", "speechf", "tone"})
  void everyFrame(String name) {
    var gold = GoldTable.csv(SharedData.path("gold/lld/" + name + ".lld33.csv"), ";", 1);
    var contours = new LldContours();
    int frames = contours.analyse(wav(name).samples());
    assertEquals(gold.length, frames, "frames");
    assertEquals(gold[0].length - FIRST_COLUMN, contours.names().size(), "columns");
    var worst = new Worst();
    for (int c = 0; c < contours.names().size(); c++) {
      for (int t = 0; t < frames; t++) {
        double expected = gold[t][c + FIRST_COLUMN];
        worst.see(
            relative(contours.column(c)[t], expected), contours.names().get(c) + ", frame " + t);
      }
    }
    System.out.printf("lld of %s: worst %s%n", name, worst);
    assertTrue(worst.error <= TOLERANCE, worst::toString);
  }

  /**
   * A contour that the reference rounded by e has a shape known to e over its spread: for a steady
   * tone, whose energy moves by a few millionths, it is mostly the shape of the rounding.
   */
  @ParameterizedTest
  @ValueSource(strings = {"chirp", "noise", "saw", "speech", "speechf", "tone"})
  void everyFunctional(String name) {
    var path = SharedData.path("gold/lld/" + name + ".paper165.csv");
    var gold = functionalsOfConstantsAsZero(GoldTable.csv(path, ",", 0)[0]);
    var worst = new Worst();
    try (var session = encoder.open()) {
      var vector = session.encode(wav(name));
      assertEquals(gold.length, vector.length, "columns");
      int contours = vector.length / Functional.values().length;
      for (int c = 0; c < vector.length; c++) {
        boolean shape = c >= Functional.SKEWNESS.ordinal() * contours;
        double spread = gold[c % contours + Functional.STD.ordinal() * contours];
        double allowed = TOLERANCE + (shape ? ROUNDING / spread : 0);
        worst.see(relative(vector[c], gold[c]) / allowed, encoder.columnNames().get(c));
      }
    }
    System.out.printf("functionals of %s: worst, in units of the tolerance, %s%n", name, worst);
    assertTrue(worst.error <= 1, worst::toString);
  }

  /** Errors count in units of their column's standard deviation over all clips. */
  @Test
  void everyClipOfEmoDb() {
    var npz = SharedData.path("gold/lld/emodb_165.npz");
    var names = GoldTable.npyText(GoldTable.entry(npz, "names"));
    var gold = functionalsOfConstantsAsZero(GoldTable.npy(GoldTable.entry(npz, "x")));
    int columns = encoder.dimension();
    assertEquals(names.size() * columns, gold.length, "values");
    var deviations = deviations(gold, columns);
    var worst = new Worst();
    var different = new ArrayList<String>();
    double seconds = 0;
    long nanos = 0;
    try (var session = encoder.open()) {
      for (int row = 0; row < names.size(); row++) {
        var clip = SoundReader.read(SharedData.path("emodb/" + names.get(row) + ".flac"));
        long start = System.nanoTime();
        var vector = session.encode(clip);
        nanos += System.nanoTime() - start;
        seconds += clip.seconds();
        var ofClip = new Worst();
        for (int c = 0; c < columns; c++) {
          double error = Math.abs(vector[c] - gold[row * columns + c]) / deviations[c];
          ofClip.see(error, names.get(row) + " " + encoder.columnNames().get(c));
        }
        if (ofClip.error <= CLIP_TOLERANCE) {
          worst.see(ofClip.error, ofClip.where);
        } else {
          different.add(ofClip.toString());
        }
      }
    }
    System.out.printf(
        "lld of EmoDB: worst %s; clips beyond %.0e: %s; %.2f s, %.0f x real time%n",
        worst, CLIP_TOLERANCE, different, nanos / 1e9, seconds / (nanos / 1e9));
    assertTrue(different.size() <= names.size() / 100, different::toString);
  }

  private static Waveform wav(String name) {
    return SoundReader.read(SharedData.path("gold/lld/" + name + ".wav"));
  }

  private static double[] functionalsOfConstantsAsZero(double[] gold) {
    return Arrays.stream(gold).map(x -> Double.isNaN(x) ? 0 : x).toArray();
  }

  private static double relative(double actual, double expected) {
    return Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  }

  private static double[] deviations(double[] table, int columns) {
    int rows = table.length / columns;
    var deviations = new double[columns];
    for (int c = 0; c < columns; c++) {
      double mean = 0;
      for (int row = 0; row < rows; row++) {
        mean += table[row * columns + c] / rows;
      }
      double variance = 0;
      for (int row = 0; row < rows; row++) {
        variance += Math.pow(table[row * columns + c] - mean, 2) / rows;
      }
      deviations[c] = Math.sqrt(variance);
    }
    return deviations;
  }

  /** The largest error and where it is; one that is not a number is the largest of all. */
  private static final class Worst {
    private double error;
    private String where = "nowhere";

    void see(double candidate, String place) {
      if (!(candidate <= error) && !Double.isNaN(error)) {
        error = candidate;
        where = place;
      }
    }

    @Override
    public String toString() {
      return "%.2e at %s".formatted(error, where);
    }
  }
}
