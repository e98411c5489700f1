package dev.earshot.cli.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The JDK's own reader sees what was written. */
class PngTest {
  @Test
  void picturesAreReadBack() throws IOException {
    var random = new Random(1);
    var palette = random.ints(256, 0, 1 << 24).toArray();
    for (int width : new int[] {1, 7, 300}) {
      var pixels = new byte[5 * width];
      random.nextBytes(pixels);
      var read = ImageIO.read(new ByteArrayInputStream(Png.of(pixels, width, palette)));
      assertEquals(width, read.getWidth());
      assertEquals(5, read.getHeight());
      var colours = new int[pixels.length];
      Arrays.setAll(colours, i -> 0xff000000 | palette[pixels[i] & 0xff]);
      assertArrayEquals(colours, read.getRGB(0, 0, width, 5, new int[pixels.length], 0, width));
    }
  }

  @Test
  void rowsMustBeWhole() {
    var palette = new int[256];
    assertThrows(IllegalArgumentException.class, () -> Png.of(new byte[7], 2, palette));
    assertThrows(IllegalArgumentException.class, () -> Png.of(new byte[0], 2, palette));
    assertThrows(IllegalArgumentException.class, () -> Png.of(new byte[2], 0, palette));
  }
}
