package dev.earshot.audio.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.earshot.DataException;
import dev.earshot.Windows;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.resample.Resampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowCutterTest {
  private static final int RATE = 1000;

  private static List<WindowCutter.Window> cut(Windows windows, float[] sound, int piece) {
    var found = new ArrayList<WindowCutter.Window>();
    var cutter = new WindowCutter(windows, RATE, OptionalInt.empty(), found::add);
    for (int at = 0; at < sound.length; at += piece) {
      int count = Math.min(piece, sound.length - at);
      cutter.accept(Arrays.copyOfRange(sound, at, at + count), count);
    }
    cutter.finish();
    return found;
  }

  private static float[] noise(int samples) {
    var random = new Random(samples);
    var noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = random.nextFloat() - 0.5f;
    }
    return noise;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10 | 5 | 2.5 | 0-5 2.5-7.5 5-10",
        "11 | 5 | 2.5 | 0-5 2.5-7.5 5-10 7.5-11",
        "10.1 | 5 | 2.5 | 0-5 2.5-7.5 5-10 7.5-10.1",
        "12 | 5 | 5 | 0-5 5-10",
        "12.5 | 5 | 5 | 0-5 5-10 10-12.5",
        "0.2 | 5 | 5 | 0-0.2",
        "5 | 5 | 1 | 0-5"
      })
  void theLastWindowFollowsTheRule(double seconds, double window, double hop, String expected) {
    var sound = noise((int) Math.round(seconds * RATE));
    var found = cut(new Windows(window, hop), sound, 333);
    assertEquals(
        Arrays.asList(expected.split(" ")), found.stream().map(w -> w.span().toString()).toList());
    for (var each : found) {
      int from = (int) Math.round(each.span().start() * RATE);
      int to = (int) Math.round(each.span().end() * RATE);
      assertArrayEquals(Arrays.copyOfRange(sound, from, to), each.sound().samples());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 250, 1000, 100_000})
  void piecesOfAnySizeGiveTheSame(int piece) {
    var sound = noise(7777);
    // A hop of 333.3 samples: no window drifts away from its time.
    var windows = new Windows(1.0 / 3, 1.0 / 3);
    var found = cut(windows, sound, piece);
    assertEquals(23, found.size());
    for (int i = 0; i < found.size(); i++) {
      int from = (int) Math.round(i * RATE / 3.0);
      assertArrayEquals(
          Arrays.copyOfRange(sound, from, from + 333), found.get(i).sound().samples());
    }
  }

  @Test
  void windowsHaveTheRateThatIsAskedFor() {
    var found = new ArrayList<WindowCutter.Window>();
    var cutter = new WindowCutter(new Windows(1, 0.5), RATE, OptionalInt.of(16_000), found::add);
    var sound = noise(3000);
    cutter.accept(sound, sound.length);
    cutter.finish();
    var whole = new Resampler(RATE, 16_000).resample(new Waveform(sound, RATE)).samples();
    assertEquals(5, found.size());
    for (int i = 0; i < 5; i++) {
      assertEquals(16_000, found.get(i).sound().sampleRate());
      assertArrayEquals(
          Arrays.copyOfRange(whole, 8000 * i, 8000 * i + 16_000), found.get(i).sound().samples());
    }
  }

  @Test
  void noSoundGivesNoWindow() {
    assertEquals(List.of(), cut(Windows.of(1), new float[0], 1));
  }

  @Test
  void lengthsOutOfRangeAreRefused() {
    for (double wrong : new double[] {0, -1, 0.01, 3601, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(DataException.class, () -> new Windows(wrong, 0.01), "" + wrong);
    }
    for (double wrong : new double[] {0, -1, 5.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(DataException.class, () -> new Windows(5, wrong), "" + wrong);
    }
  }
}
