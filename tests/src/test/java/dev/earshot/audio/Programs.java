package dev.earshot.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sound files made and decoded by other programs. Tests skip where these are not installed. */
final class Programs {
  static final String FFMPEG = "ffmpeg";
  static final String SNDFILE = "sndfile-convert";

  private Programs() {}

  /** Skips the test if a program is not installed. */
  static void require(String... names) {
    for (var name : names) {
      boolean present = false;
      for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
        present |= Files.isExecutable(Path.of(folder, name));
      }
      assumeTrue(present, "there is no program " + name);
    }
  }

  static void run(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var words = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), command + ": " + words);
  }

  static void ffmpeg(Object... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(FFMPEG, "-nostdin", "-v", "error", "-y"));
    for (var argument : arguments) {
      command.add(argument.toString());
    }
    run(command);
  }

  /** What ffmpeg decodes a file to, with full scale at 1. */
  static double[] decoded(Path file, String... options) throws IOException, InterruptedException {
    var raw = file.resolveSibling(file.getFileName() + ".f64");
    List<Object> arguments = new ArrayList<>(List.of((Object[]) options));
    arguments.addAll(List.of("-i", file, "-f", "f64le", "-c:a", "pcm_f64le", raw));
    ffmpeg(arguments.toArray());
    var numbers =
        ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    Files.delete(raw);
    var all = new double[numbers.remaining()];
    numbers.get(all);
    return all;
  }

  /**
   * A sweep over most of the frequencies and some noise, the same each time, as raw numbers of 16
   * bits.
   */
  static Path sound(Path file, int rate, int channels, double seconds) throws IOException {
    var random = new Random(rate + channels);
    int instants = (int) (rate * seconds);
    var bytes =
        ByteBuffer.allocate(instants * channels * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < instants; i++) {
      double t = (double) i / rate;
      double phase = 2 * Math.PI * (50 * t + (0.35 * rate - 50) * t * t / (2 * seconds));
      for (int c = 0; c < channels; c++) {
        double sample = 0.4 * Math.sin(phase + c) + 0.05 * random.nextGaussian();
        bytes.putShort((short) (32_767 * Math.clamp(sample, -1, 1)));
      }
    }
    return Files.write(file, bytes.array());
  }

  /** Encodes such a sound by ffmpeg. */
  static Path encoded(Path file, int rate, int channels, Object... options)
      throws IOException, InterruptedException {
    var raw = sound(file.resolveSibling("sound.s16"), rate, channels, 1.13);
    List<Object> all =
        new ArrayList<>(List.of("-f", "s16le", "-ar", rate, "-ac", channels, "-i", raw));
    all.addAll(List.of(options));
    all.add(file);
    ffmpeg(all.toArray());
    return file;
  }
}
