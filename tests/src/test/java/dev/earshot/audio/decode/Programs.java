package dev.earshot.audio.decode;

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
import java.util.Map;
import java.util.Random;

/** Sound files made and decoded by other programs. Tests skip where these are not installed. */
public final class Programs {
  public static final String FFMPEG = "ffmpeg";
  static final String SNDFILE = "sndfile-convert";

  private Programs() {}

  /** Skips the test if a program is not installed. */
  public static void require(String... names) {
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

  /** Runs ffmpeg, which must succeed. */
  public static void ffmpeg(Object... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(FFMPEG, "-nostdin", "-v", "error", "-y"));
    for (var argument : arguments) {
      command.add(argument.toString());
    }
    run(command);
  }

  /** What ffmpeg decodes a file to, with full scale at 1. */
  static double[] decoded(Path file, Object... options) throws IOException, InterruptedException {
    return decoded(List.of(file), options).getFirst();
  }

  /**
   * The same for many files by one process, because starting it takes most of the time.
   *
   * @param options stand before each file
   */
  static List<double[]> decoded(List<Path> files, Object... options)
      throws IOException, InterruptedException {
    List<Object> arguments = new ArrayList<>();
    for (var file : files) {
      arguments.addAll(List.of(options));
      arguments.addAll(List.of("-i", file));
    }
    for (int i = 0; i < files.size(); i++) {
      arguments.addAll(List.of("-map", i + ":a:0", "-f", "f64le", "-c:a", "pcm_f64le"));
      arguments.add(raw(files.get(i)));
    }
    ffmpeg(arguments.toArray());
    List<double[]> all = new ArrayList<>();
    for (var file : files) {
      var bytes = ByteBuffer.wrap(Files.readAllBytes(raw(file)));
      var numbers = bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
      Files.delete(raw(file));
      var samples = new double[numbers.remaining()];
      numbers.get(samples);
      all.add(samples);
    }
    return all;
  }

  private static Path raw(Path file) {
    return file.resolveSibling(file.getFileName() + ".f64");
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
  static void encoded(Path file, int rate, int channels, Object... options)
      throws IOException, InterruptedException {
    encoded(Map.of(file, List.of(options)), rate, channels);
  }

  /** The same for many files with the options of each, by one process. */
  static void encoded(Map<Path, List<?>> files, int rate, int channels)
      throws IOException, InterruptedException {
    var folder = files.keySet().iterator().next().getParent();
    var raw = sound(folder.resolve("sound.s16"), rate, channels, 1.13);
    List<Object> all =
        new ArrayList<>(List.of("-f", "s16le", "-ar", rate, "-ac", channels, "-i", raw));
    files.forEach((file, options) -> {
      all.addAll(options);
      all.add(file);
    });
    ffmpeg(all.toArray());
  }
}
