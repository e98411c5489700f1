package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Sees every call by which a process of its own changes files in a folder, by the preloaded library
 * {@code src/test/c/filecalls.c}.
 *
 * @param library the compiled library
 */
record FileCalls(Path library) {
  /** Short runs are over before the optimizing compiler's work pays; the calls are the same. */
  private static final Map<String, String> QUICK_JAVA =
      Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

  /** One call: its number from 1, its name and the paths that it names. */
  record Call(int number, String name, String path, String second) {}

  /** Compiles the library, or skips the test with the reason. */
  static FileCalls compile(Path folder) throws IOException, InterruptedException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "the library is for Linux");
    var library = folder.resolve("filecalls.so");
    var log = folder.resolve("cc.log");
    try {
      var compiler =
          new ProcessBuilder(
                  "cc",
                  "-O1",
                  "-shared",
                  "-fPIC",
                  "-o",
                  library.toString(),
                  "src/test/c/filecalls.c",
                  "-lpthread")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assumeTrue(compiler.waitFor(1, TimeUnit.MINUTES), "the C compiler does not end");
      assertEquals(0, compiler.exitValue(), () -> text(log));
    } catch (IOException e) {
      assumeTrue(false, "there is no C compiler: " + e.getMessage());
    }
    return new FileCalls(library);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * Runs a command to its end.
   *
   * @param states gets a copy of the watched folder as it was before each call, by number
   * @return all calls, in order
   */
  List<Call> run(Path watched, Path states, Object... command)
      throws IOException, InterruptedException {
    return run(watched, states, Map.of(), command);
  }

  /** The same with more environment variables. */
  List<Call> run(Path watched, Path states, Map<String, String> more, Object... command)
      throws IOException, InterruptedException {
    var log = Files.createDirectories(states).resolveSibling(states.getFileName() + ".calls");
    var environment = new TreeMap<>(QUICK_JAVA);
    environment.putAll(more);
    environment.put("FILECALLS_LOG", log.toString());
    environment.put("FILECALLS_STATES", states.toString());
    try (var process = start(watched, environment, states.resolveSibling("log"), command)) {
      process.succeed();
    }
    return Files.readAllLines(log).stream()
        .map(line -> line.split("\t", -1))
        .map(fields -> new Call(Integer.parseInt(fields[0]), fields[1], fields[2], fields[3]))
        .toList();
  }

  /** Kills a command at a call, before the call is done. */
  void kill(int call, Path watched, Path log, Object... command)
      throws IOException, InterruptedException {
    var environment = new TreeMap<>(QUICK_JAVA);
    environment.put("FILECALLS_KILL", Integer.toString(call));
    try (var process = start(watched, environment, log, command)) {
      assertEquals(128 + 9, process.exitCode(), process::output);
    }
  }

  /** Starts a command for which the disk is full from a call on. */
  ChildProcess fullFrom(int call, Path watched, Path log, Object... command) throws IOException {
    return fullFrom(call, watched, log, Map.of(), command);
  }

  /** The same with more environment variables. */
  ChildProcess fullFrom(
      int call, Path watched, Path log, Map<String, String> more, Object... command)
      throws IOException {
    var environment = new TreeMap<>(more);
    environment.put("FILECALLS_FULL", Integer.toString(call));
    return start(watched, environment, log, command);
  }

  private ChildProcess start(
      Path watched, Map<String, String> environment, Path log, Object... command)
      throws IOException {
    var all = new TreeMap<>(environment);
    all.put("LD_PRELOAD", library.toString());
    all.put("FILECALLS_UNDER", watched.toRealPath().toString());
    return ChildProcess.start(all, log, command);
  }
}
