package dev.earshot.cli.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.audio.Waveform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SpectrogramTest {
  private static BufferedImage drawn(Waveform sound, boolean dark) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Spectrogram.png(sound, dark)));
  }

  /** A tone that is heard in the second half. */
  private static Waveform tone(double hertz, int rate, double seconds) {
    var samples = new float[(int) (rate * seconds)];
    Arrays.fill(samples, 0);
    for (int i = samples.length / 2; i < samples.length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return new Waveform(samples, rate);
  }

  private static int red(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) >> 16 & 0xff;
  }

  /** The row with the darkest, or on a dark page the brightest, pixel of a column. */
  private static int strongest(BufferedImage image, int x, boolean dark) {
    int best = 0;
    for (int y = 1; y < image.getHeight(); y++) {
      int more = red(image, x, y) - red(image, x, best);
      if (dark ? more > 0 : more < 0) {
        best = y;
      }
    }
    return best;
  }

  @Test
  void highTonesAreAboveLowOnesAndLaterOnesToTheRight() throws IOException {
    for (boolean dark : new boolean[] {false, true}) {
      var low = drawn(tone(300, 16_000, 2), dark);
      var high = drawn(tone(5000, 44_100, 2), dark);
      assertEquals(198, low.getWidth());
      assertEquals(64, low.getHeight());
      assertTrue(strongest(high, 150, dark) < 20, "high");
      assertTrue(strongest(low, 150, dark) > 44, "low");
      assertEquals(red(low, 20, 5), red(low, 20, strongest(low, 150, dark)), "the first half");
    }
  }

  @Test
  void longShortAndSilentSoundsHaveAPictureToo() throws IOException {
    assertTrue(drawn(tone(1000, 8000, 100), false).getWidth() <= 1200);
    assertEquals(1, drawn(new Waveform(new float[3], 16_000), false).getWidth());
    var silent = drawn(new Waveform(new float[16_000], 16_000), true);
    assertEquals(silent.getRGB(0, 0), silent.getRGB(50, 30));
  }
}
