package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.check.OperationBits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The float backend gives the same bits at every vector width, and the bits that are stored here.
 */
class SameBitsTest {
  private static final String STORED = "/bits/operations.txt";
  private static final String MODEL = "model.safetensors";

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "128", "256", "512"})
  void operations(String width) throws Exception {
    assertStored(java(bits(width), OperationBits.class));
  }

  private static void assertStored(List<String> lines) throws IOException {
    try (var stored = SameBitsTest.class.getResourceAsStream(STORED)) {
      String expected = new String(stored.readAllBytes(), StandardCharsets.UTF_8);
      // The first line names the width that this machine has.
      assertEquals(expected, String.join("\n", lines.subList(1, lines.size())) + "\n");
    }
  }

  /** As on a processor without fused multiply-add, where the same sums are computed in double. */
  @Test
  void operationsOnOldProcessors() throws Exception {
    assertStored(java(List.of("-XX:-UseFMA"), OperationBits.class));
  }

  /** The models of whole trainings by plain loops and the widest vectors, byte by byte. */
  @Test
  void trainings(@TempDir Path folder) throws Exception {
    Path table = SmallData.table(folder.resolve("table.npz"), 90, 21, List.of("a", "b", "c"));
    Map<String, byte[]> plain = train("scalar", folder, table);
    Map<String, byte[]> vectors = train("512", folder, table);
    assertEquals(plain.keySet(), vectors.keySet());
    plain.forEach((name, bytes) ->
        assertArrayEquals(bytes, vectors.get(name), () -> name + " differs with vectors"));
  }

  private static Map<String, byte[]> train(String width, Path folder, Path table) throws Exception {
    Path runs = Files.createDirectory(folder.resolve(width));
    java(bits(width), Trainings.class, table, runs);
    Map<String, byte[]> models = new TreeMap<>();
    for (String options : Trainings.OPTIONS) {
      models.put(options, Files.readAllBytes(Trainings.run(runs, options).resolve(MODEL)));
    }
    return models;
  }

  /**
   * Trains on a table in each of the ways, in one process: a start takes longer than a training.
   */
  static final class Trainings {
    static final List<String> OPTIONS =
        List.of("--recipe paper --epochs 2", "--recipe linear", "--recipe linear --pca 5");

    private Trainings() {}

    static Path run(Path runs, String options) {
      return runs.resolve(Integer.toString(OPTIONS.indexOf(options)));
    }

    public static void main(String[] args) {
      for (String options : OPTIONS) {
        List<Object> words = new ArrayList<>(List.of("train", args[0], "--out"));
        words.add(run(Path.of(args[1]), options));
        words.addAll(List.of(options.split(" ")));
        words.addAll(List.of("--labels-per-class", 10, "--threads", 1, "--backend", "simd"));
        CommandRun.succeeding(words.toArray());
      }
    }
  }

  /** The flag for vectors of this width. */
  private static List<String> bits(String width) {
    return List.of("-Dearshot.simd.bits=" + width);
  }

  /** Runs a program in a Java of its own with these flags; returns what it printed. */
  private static List<String> java(List<String> flags, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx1g"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Path errors = Files.createTempFile("errors", ".txt");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), () -> output + text(errors));
      return output.lines().toList();
    } finally {
      Files.delete(errors);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
