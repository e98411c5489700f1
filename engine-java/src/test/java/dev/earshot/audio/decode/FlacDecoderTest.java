package dev.earshot.audio.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.FlacWriter.Stereo;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlacDecoderTest {
  private static final int RATE = 12_345;

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 7, 8, 12, 15, 16, 17, 20, 24, 25, 31, 32})
  void everyDepthAndKindOfSubframe(int bits) {
    for (int seed = 0; seed < 40; seed++) {
      var random = new Random(1000L * bits + seed);
      var channels = channels(random, 1 + seed % 8, 1 + random.nextInt(700), bits);
      var writer = new FlacWriter(random, RATE, bits, Stereo.INDEPENDENT);
      assertDecodes(channels, bits, writer.write(channels, 1 + random.nextInt(256), seed % 2 == 0));
    }
  }

  @ParameterizedTest
  @EnumSource(Stereo.class)
  void everyStereoMode(Stereo stereo) {
    for (int seed = 0; seed < 30; seed++) {
      var random = new Random(seed);
      int bits = 4 + seed % 29;
      var channels = channels(random, 2, 1 + random.nextInt(700), bits);
      var writer = new FlacWriter(random, RATE, bits, stereo);
      assertDecodes(channels, bits, writer.write(channels, 192, true));
    }
  }

  @Test
  void numbersOfFramesTakeMoreThanOneByte() {
    var channels = channels(new Random(3), 1, 600, 16);
    var writer = new FlacWriter(new Random(4), RATE, 16, Stereo.INDEPENDENT);
    assertDecodes(channels, 16, writer.write(channels, 3, true));
  }

  @Test
  void tagsAroundTheStreamAreSkipped() {
    var channels = channels(new Random(5), 1, 300, 16);
    var flac = new FlacWriter(new Random(6), RATE, 16, Stereo.INDEPENDENT);
    var stream = flac.write(channels, 100, false);
    int tag = 10 + (1 << 7) + 2;
    var tagged = new byte[tag + stream.length + 128];
    System.arraycopy(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 1, 2}, 0, tagged, 0, 10);
    System.arraycopy(stream, 0, tagged, tag, stream.length);
    System.arraycopy("TAG".getBytes(StandardCharsets.US_ASCII), 0, tagged, tag + stream.length, 3);
    assertEquals(300, decode(tagged).samples().length);
  }

  /** A flipped bit is found wherever it is. Only an {@link DataException} may be thrown. */
  @Test
  void everyFlippedBitOfTheSoundIsFound() {
    var channels = channels(new Random(7), 2, 200, 16);
    var good = new FlacWriter(new Random(8), RATE, 16, Stereo.MID_SIDE).write(channels, 64, true);
    int firstFrame = 4 + 4 + 34 + 4 + 3;
    for (int bit = 8 * firstFrame; bit < 8 * good.length; bit++) {
      var bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(DataException.class, () -> decode(bad));
    }
  }

  @Test
  void flippedBitsOfTheHeaderAreFoundOrHarmless() {
    var channels = channels(new Random(13), 2, 200, 16);
    var good = new FlacWriter(new Random(14), RATE, 16, Stereo.MID_SIDE).write(channels, 64, true);
    int firstFrame = 4 + 4 + 34 + 4 + 3;
    int found = 0;
    for (int bit = 32; bit < 8 * firstFrame; bit++) {
      var bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertEquals(200, decode(bad).samples().length);
      } catch (DataException e) {
        found++;
      }
    }
    assertTrue(found > 100, found + " found");
  }

  @Test
  void everyTruncationIsFound() {
    var channels = channels(new Random(9), 1, 200, 16);
    var writer = new FlacWriter(new Random(10), RATE, 16, Stereo.INDEPENDENT);
    var good = writer.write(channels, 64, true);
    for (int length = 4; length < good.length; length++) {
      var bad = Arrays.copyOf(good, length);
      assertThrows(DataException.class, () -> decode(bad));
    }
  }

  @Test
  void samplesThatDifferFromTheMd5AreFound() {
    var channels = channels(new Random(11), 1, 200, 16);
    var writer = new FlacWriter(new Random(12), RATE, 16, Stereo.INDEPENDENT);
    var stream = writer.write(channels, 64, true);
    stream[4 + 4 + 18] ^= 1;
    var error = assertThrows(DataException.class, () -> decode(stream));
    assertTrue(error.getMessage().contains("MD5"), error.getMessage());
  }

  private static Waveform decode(byte[] bytes) {
    return SoundReader.read(new ByteArrayInputStream(bytes), "test");
  }

  private static void assertDecodes(long[][] channels, int bits, byte[] stream) {
    var waveform = decode(stream);
    assertEquals(RATE, waveform.sampleRate());
    double full = Math.pow(2, bits - 1) - 1;
    var expected = new float[channels[0].length];
    for (int i = 0; i < expected.length; i++) {
      double sum = 0;
      for (var channel : channels) {
        sum += channel[i] / full;
      }
      expected[i] = (float) (sum / channels.length);
    }
    assertArrayEquals(expected, waveform.samples(), 1e-6f);
  }

  /**
   * The channels are, in turn: noise, a constant, full scale, and samples whose low bits are zero.
   */
  private static long[][] channels(Random random, int count, int length, int bits) {
    long limit = 1L << bits - 1;
    var channels = new long[count][length];
    for (var channel : channels) {
      int kind = random.nextInt(4);
      long constant = random.nextLong(-limit, limit);
      for (int i = 0; i < length; i++) {
        channel[i] =
            switch (kind) {
              case 0 -> constant;
              case 1 -> random.nextBoolean() ? limit - 1 : -limit;
              case 2 -> random.nextLong(-limit, limit) & -4;
              default -> (long) (Math.sin(0.05 * i) * (limit - 1) / 2) + random.nextInt(2);
            };
      }
    }
    return channels;
  }
}
