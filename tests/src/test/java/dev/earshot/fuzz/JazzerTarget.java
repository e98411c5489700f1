package dev.earshot.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Jazzer calls. Property {@code earshot.fuzz.reader} names the reader; {@code tests/fuzz} sets
 * it. Jazzer finds the method by its name, so nothing here needs its library.
 */
public final class JazzerTarget {
  private static final FuzzReader READER = FuzzReader.of(System.getProperty("earshot.fuzz.reader"));
  private static final Path FOLDER = folder();

  private JazzerTarget() {}

  private static Path folder() {
    try {
      return Files.createTempDirectory("fuzz");
    } catch (IOException e) {
      throw new IllegalStateException("no folder for inputs", e);
    }
  }

  /** One input: anything that leaves this method is a finding. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    READER.check(input, FOLDER);
  }
}
