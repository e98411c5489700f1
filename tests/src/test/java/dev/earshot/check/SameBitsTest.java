package dev.earshot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
  private static final int CLASSES = 3;
  private static final int COLUMNS = 21;

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "128", "256", "512"})
  void operations(String width) throws Exception {
    List<String> lines = java(width, OperationBits.class);
    try (var stored = SameBitsTest.class.getResourceAsStream(STORED)) {
      String expected = new String(stored.readAllBytes(), StandardCharsets.UTF_8);
      // The first line names the width that this machine has.
      assertEquals(expected, String.join("\n", lines.subList(1, lines.size())) + "\n");
    }
  }

  /** Models and predictions of whole trainings, byte by byte. */
  @Test
  void trainings(@TempDir Path folder) throws Exception {
    Path table = folder.resolve("clips.csv");
    Files.writeString(table, table());
    Map<String, byte[]> plain = train("scalar", folder, table);
    assertEquals(4, plain.size());
    for (String width : List.of("128", "256", "512")) {
      Map<String, byte[]> files = train(width, folder, table);
      assertEquals(plain.keySet(), files.keySet());
      plain.forEach((name, bytes) ->
          assertTrue(
              Stream.of(bytes).allMatch(b -> java.util.Arrays.equals(b, files.get(name))),
              () -> name + " differs at " + width));
    }
  }

  private static Map<String, byte[]> train(String width, Path folder, Path table) throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    for (String recipe : List.of("graph", "default")) {
      Path run = folder.resolve(width + "-" + recipe);
      java(
          width,
          Main.class,
          "train",
          table,
          "--recipe",
          recipe,
          "--folds",
          0,
          "--seed",
          5,
          "--threads",
          1,
          "--backend",
          "simd",
          "--out",
          run);
      for (String name : List.of("model.safetensors", "predictions.csv")) {
        files.put(recipe + " " + name, Files.readAllBytes(run.resolve(name)));
      }
    }
    return files;
  }

  /** Overlapping classes; every third clip has a label. */
  private static String table() {
    Random random = new Random(8);
    StringBuilder text = new StringBuilder("path,label");
    for (int j = 0; j < COLUMNS; j++) {
      text.append(",f").append(j);
    }
    for (int i = 0; i < 90; i++) {
      text.append("\nclip")
          .append(i)
          .append(".wav,")
          .append(i % 3 == 0 ? "c" + i / 3 % CLASSES : "");
      for (int j = 0; j < COLUMNS; j++) {
        text.append(',').append(random.nextGaussian() + (i / 3 % CLASSES == j % CLASSES ? 1 : 0));
      }
    }
    return text.append('\n').toString();
  }

  /** Runs a program at this width in a Java of its own; returns what it printed. */
  private static List<String> java(String width, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx1g",
                "-Dearshot.simd.bits=" + width,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
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
