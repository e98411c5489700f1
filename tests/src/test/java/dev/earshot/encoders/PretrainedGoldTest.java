package dev.earshot.encoders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.SharedData;
import dev.earshot.audio.Waveform;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The vectors of real networks against those of ONNX Runtime 1.30 in Python, rows averaged in
 * float64.
 */
class PretrainedGoldTest {
  private static final double RELATIVE = 2e-6;

  /** Three seconds of a tone and noise, the same in both languages. */
  private static Waveform sound(int rate) {
    var samples = new float[3 * rate];
    for (int i = 0; i < samples.length; i++) {
      double noise = ((i * 1103515245L + 12345) & 0xFFFF) / 65536.0 - 0.5;
      samples[i] = (float) (0.4 * Math.sin(2 * Math.PI * 440 * i / rate) + 0.2 * noise);
    }
    return new Waveform(samples, rate);
  }

  private static void check(
      String name, int rate, int dims, double sum, double norm, double... first) {
    var folders = new ModelFolders(List.of(SharedData.path("models")));
    var encoder = new OnnxEncoderProvider(folders).find(name).orElseThrow();
    try (var session = encoder.open()) {
      var vector = session.encode(sound(rate));
      assertEquals(dims, vector.length);
      double total = 0;
      double squares = 0;
      for (float value : vector) {
        total += value;
        squares += (double) value * value;
      }
      double length = Math.sqrt(squares);
      assertEquals(norm, length, RELATIVE * norm);
      assertEquals(sum, total, RELATIVE * norm * Math.sqrt(dims));
      for (int i = 0; i < first.length; i++) {
        assertEquals(first[i], vector[i], RELATIVE * norm);
      }
    }
  }

  @Test
  void mn04() {
    check(
        "mn04",
        32000,
        384,
        -43.209415,
        4.6458187,
        -0.2581895,
        0.35452247,
        -0.15877959,
        -0.094955906,
        0.2298003,
        -0.19853403);
    check(
        "mn04#voices",
        32000,
        1632,
        32.681787,
        10.426564,
        1.1051617,
        0.40200368,
        1.0343124,
        1.321005,
        0.030553395,
        0.098429851);
  }

  @Test
  void yamnet() {
    check("yamnet", 16000, 1024, 47.103474, 9.47621, 0, 0, 0, 0, 0, 0);
    check(
        "yamnet#mid",
        16000,
        1280,
        631.95913,
        27.184948,
        0.034041097,
        0.10262176,
        1.9118431,
        0.18525475,
        0.48966874,
        0.76474345);
  }

  /** 28 windows of 76 frames. */
  @Test
  void speechEmbedding() {
    check(
        "speech-embedding",
        16000,
        96,
        163.2915214,
        142.0645455,
        -8.0046058,
        22.225208,
        12.245829,
        0.25170601,
        9.1798284,
        23.52181);
  }
}
