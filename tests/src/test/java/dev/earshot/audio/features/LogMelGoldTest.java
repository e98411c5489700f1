package dev.earshot.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.SharedData;
import dev.earshot.audio.decode.SoundReader;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Log-mel frames against PyTorch's VGGish front end. */
class LogMelGoldTest {
  private static final double TOLERANCE = 1e-4;

  @Test
  void speech() throws IOException {
    check("speechf", SoundReader.read(SharedData.path("gold/lld/speechf.wav")).samples());
  }

  /** The reference heard three seconds of 1 kHz at full scale. */
  @Test
  void sine() throws IOException {
    var samples = new float[3 * FrameSpectrum.SAMPLE_RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * 1000 * i / FrameSpectrum.SAMPLE_RATE);
    }
    check("sine1k", samples);
  }

  /** The reference is cut into patches of 96 frames and drops what is left over. */
  private static void check(String name, float[] samples) throws IOException {
    var file = SharedData.path("gold/logmel/vggish_logmel_" + name + ".npy");
    var gold = GoldTable.npy(Files.readAllBytes(file));
    var contours = new LogMelContours();
    int frames = contours.analyse(samples);
    assertEquals(frames / 96 * 96 * LogMelContours.BANDS, gold.length, "values");
    double worst = 0;
    for (int i = 0; i < gold.length; i++) {
      double ours = contours.column(i % LogMelContours.BANDS)[i / LogMelContours.BANDS];
      double error = Math.abs(ours - gold[i]);
      assertTrue(error <= TOLERANCE, "value " + i + ": " + ours + " for " + gold[i]);
      worst = Math.max(worst, error);
    }
    System.out.printf("log-mel of %s: worst %.1e%n", name, worst);
  }
}
