package dev.earshot.bench.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bench/gpu/run} from beginning to end with a bundle whose Java only writes what it was
 * asked for: whatever is missing or fails, every other part has left its file.
 */
class GpuScriptTest {
  private static final List<String> TIMED =
      List.of(
          "headline",
          "chains",
          "branches-1",
          "branches-2",
          "branches-4",
          "branches-8",
          "branches-32",
          "steps",
          "neighbors",
          "citations",
          "prediction",
          "accuracy",
          "own",
          "library",
          "table");

  /** What the script cannot do without; every other program is missing in one of the tests. */
  private static final List<String> NEEDED =
      List.of(
          "sh",
          "readlink",
          "dirname",
          "mkdir",
          "mktemp",
          "date",
          "sed",
          "cat",
          "rm",
          "tail",
          "cut",
          "grep",
          "head",
          "tar",
          "ls",
          "sleep",
          "chmod");

  private static final List<String> OPTIONAL =
      List.of("timeout", "python3", "xz", "nvidia-smi", "compute-sanitizer", "ncu");

  /**
   * Writes its last argument, if that is a file of results. FAILS names parts that fail, HANGS one
   * that does not end.
   */
  private static final String JAVA =
      """
      #!/bin/sh
      for last; do :; done
      part=${last##*/}
      part=${part%.json}
      case "$*" in
        *ConsoleLauncher*) part=tests ;;
        *" libraries") part=libraries ;;
        *" short") part=short ;;
      esac
      case " ${FAILS-} " in
        *" $part "*)
          echo "the device has gone"
          exit 3
          ;;
      esac
      if [ "$part" = "${HANGS-}" ]; then
        exec sleep 60
      fi
      case $last in
        *.json) echo '{}' >"$last" ;;
      esac
      """;

  @TempDir private Path folder;
  private Path programs;
  private Path bundle;
  private final Map<String, String> environment = new TreeMap<>();

  private record Outcome(int code, String output, Path out) {
    List<String> written() throws IOException {
      try (var files = Files.list(out)) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".json"))
            .map(name -> name.substring(0, name.length() - 5))
            .sorted()
            .toList();
      }
    }

    void hasAllBut(String... missing) throws IOException {
      List<String> expected = new ArrayList<>(TIMED);
      expected.removeAll(List.of(missing));
      List<String> found = new ArrayList<>(written());
      found.retainAll(TIMED);
      assertEquals(expected.stream().sorted().toList(), found, output);
    }
  }

  @BeforeEach
  void makeBundle() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: there is no /bin/sh");
    programs = Files.createDirectory(folder.resolve("programs"));
    for (String name : NEEDED) {
      link(name);
    }
    // A device, a checker and a profiler that run what they are given.
    program("nvidia-smi", "#!/bin/sh\necho a device\n");
    String runs = "#!/bin/sh\nwhile [ \"${1##*/}\" != java ]; do shift; done\nexec \"$@\"\n";
    program("compute-sanitizer", runs);
    program("ncu", runs);
    program("python3", "#!/bin/sh\nexit 1\n");
    link("timeout");
    link("xz");
    bundle = Files.createDirectories(folder.resolve("earshot-linux-x86_64/bin")).getParent();
    Files.writeString(bundle.resolve("bin/java"), JAVA);
    assertTrue(bundle.resolve("bin/java").toFile().setExecutable(true));
  }

  private void link(String name) throws IOException {
    for (String place : System.getenv("PATH").split(":")) {
      Path found = Path.of(place, name);
      if (Files.isExecutable(found)) {
        Files.createSymbolicLink(programs.resolve(name), found);
        return;
      }
    }
    assumeTrue(!NEEDED.contains(name), "skipped: this machine has no " + name);
  }

  private void program(String name, String text) throws IOException {
    Files.writeString(programs.resolve(name), text);
    assertTrue(programs.resolve(name).toFile().setExecutable(true));
  }

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    Path out = folder.resolve("results");
    List<String> command = new ArrayList<>();
    command.add("/bin/sh");
    command.add(Path.of("gpu", "run").toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", programs.toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("EARSHOT_DATA", folder.toString());
    builder.environment().put("OUT", out.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Outcome(process.exitValue(), output, out);
  }

  private Outcome run() throws IOException, InterruptedException {
    return run("--bundle", bundle.toString());
  }

  @Test
  void everyPartLeavesItsFile() throws Exception {
    Outcome outcome = run();
    assertEquals(0, outcome.code(), outcome.output());
    outcome.hasAllBut();
    assertTrue(outcome.written().containsAll(List.of("memcheck", "racecheck")), outcome.output());
    String parts = Files.readString(outcome.out().resolve("parts.txt"));
    assertTrue(parts.contains("counters: done"), parts);
    assertTrue(parts.contains("no graphs/cora in the data folder"), parts);
    assertTrue(parts.indexOf("headline: ") < parts.indexOf("tests: "), parts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"timeout", "python3", "xz", "nvidia-smi", "compute-sanitizer", "ncu", "all"})
  void missingToolIsALine(String tool) throws Exception {
    for (String name : tool.equals("all") ? OPTIONAL : List.of(tool)) {
      Files.deleteIfExists(programs.resolve(name));
    }
    Outcome outcome = run();
    outcome.hasAllBut();
    assertEquals(0, outcome.code(), outcome.output());
    if (!tool.equals("timeout") && !tool.equals("xz")) {
      String said = tool.equals("python3") ? "PyTorch" : tool.equals("all") ? "no ncu" : tool;
      assertTrue(Files.readString(outcome.out().resolve("parts.txt")).contains(said), said);
    }
  }

  @Test
  void aDeviceThatDoesNotAnswerIsALine() throws Exception {
    program("nvidia-smi", "#!/bin/sh\necho no driver >&2\nexit 9\n");
    Outcome outcome = run("--bundle", bundle.toString(), "--only", "headline,table");
    assertEquals(0, outcome.code(), outcome.output());
    assertEquals(List.of("headline", "table"), outcome.written());
    assertTrue(outcome.output().contains("nvidia-smi gives nothing"), outcome.output());
  }

  /** The first part and the last one, and two in between, of which none may be the end. */
  @Test
  void failedPartsAreNotTheEnd() throws Exception {
    List<String> parts = List.of("headline", "tests", "memcheck", "table");
    environment.put("FAILS", String.join(" ", parts));
    Outcome outcome = run();
    assertEquals(1, outcome.code(), outcome.output());
    outcome.hasAllBut(parts.toArray(String[]::new));
    for (String part : parts) {
      assertTrue(outcome.output().contains(part + ": FAILED with exit code 3"), outcome.output());
      assertTrue(
          Files.readString(outcome.out().resolve(part + ".txt")).contains("the device has gone"));
    }
    assertTrue(outcome.output().contains("racecheck: done"), outcome.output());
  }

  /** Both ways to end a part: by the program timeout, and without it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void partThatHangsIsEnded(boolean timeout) throws Exception {
    if (!timeout) {
      Files.deleteIfExists(programs.resolve("timeout"));
    }
    environment.put("HANGS", "headline");
    Outcome outcome = run("--bundle", bundle.toString(), "--seconds", "4", "--only", "headline");
    assertEquals(1, outcome.code(), outcome.output());
    assertTrue(outcome.output().contains("headline: NOT DONE in its time"), outcome.output());
    assertFalse(outcome.written().contains("headline"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"xz", "python3", ""})
  void archiveIsUnpackedByWhatIsThere(String tool) throws Exception {
    assumeTrue(Files.exists(programs.resolve("xz")), "skipped: this machine has no xz");
    Path archive = folder.resolve("bundle.tar.xz");
    new ProcessBuilder(
            "tar", "-C", folder.toString(), "-cJf", archive.toString(), "earshot-linux-x86_64")
        .start()
        .waitFor();
    assumeTrue(Files.exists(archive), "skipped: tar cannot make an archive here");
    Files.delete(programs.resolve("python3"));
    if (!tool.equals("xz")) {
      Files.delete(programs.resolve("xz"));
    }
    if (tool.equals("python3")) {
      // The interpreter itself: what is called python3 may be a script that needs other programs.
      Process python =
          new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
      String interpreter = new String(python.getInputStream().readAllBytes()).strip();
      Files.createSymbolicLink(programs.resolve("python3"), Path.of(interpreter));
    }
    Outcome outcome = run("--bundle", archive.toString(), "--only", "headline");
    if (tool.isEmpty()) {
      assertEquals(1, outcome.code(), outcome.output());
      assertTrue(outcome.output().contains("neither xz nor python3"), outcome.output());
    } else {
      assertEquals(0, outcome.code(), outcome.output());
      assertTrue(outcome.written().contains("headline"), outcome.output());
    }
  }

  @Test
  void noBundleIsOneLine() throws Exception {
    Outcome outcome = run("--bundle", folder.resolve("none").toString());
    assertEquals(1, outcome.code());
    assertTrue(outcome.output().startsWith("no bundle at "), outcome.output());
  }

  @Test
  void processesOfPeers() throws Exception {
    Process process =
        new ProcessBuilder("python3", "test_torch_peers.py")
            .directory(Path.of("gpu").toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
  }
}
