package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.Dataset;
import dev.earshot.cli.demo.SoundKind;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project in {@code examples/embed}: built as by a stranger, from the published engine. */
class EmbedExampleTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final Path MAIN = Path.of("src", "main", "java", "example", "embed");
  private static final long PATIENCE_SECONDS = 300;

  // The new clips: these of each kind.
  private static final List<SoundKind> KINDS = List.of(SoundKind.SIREN, SoundKind.RAIN);
  private static final int FIRST = 50;
  private static final int CLIPS = 3;

  /**
   * Maven takes what the example needs from a repository with the engine alone, and all else from
   * the machine's own, read as if it were remote: nothing of this test stays there.
   */
  private static final String SETTINGS =
      """
      <settings>
        <activeProfiles><activeProfile>test</activeProfile></activeProfiles>
        <profiles><profile>
          <id>test</id>
          <repositories>
            <repository><id>engine</id><url>%1$s</url></repository>
            <repository><id>machine</id><url>%2$s</url></repository>
          </repositories>
          <pluginRepositories>
            <pluginRepository><id>machine-plugins</id><url>%2$s</url></pluginRepository>
          </pluginRepositories>
        </profile></profiles>
      </settings>
      """;

  @TempDir private Path work;

  @Test
  void learnsAndNamesSoundsAsTheReadmeSays() throws Exception {
    Path machine = Path.of(System.getProperty("user.home"), ".m2", "repository");
    assumeTrue(Files.isDirectory(machine), () -> "no Maven repository in " + machine);
    Path project = copyOfExample();
    run(
        project,
        ROOT.resolve("mvnw").toString(),
        "-B",
        "-q",
        "-gs",
        settings(published(), machine).toString(),
        "-Dmaven.repo.local=" + work.resolve("local"),
        "package");

    Path sounds = SmallData.sounds(work.resolve("sounds"), 6);
    Path unknown = work.resolve("new");
    for (SoundKind kind : KINDS) {
      SmallData.clips(unknown, kind, FIRST, CLIPS);
    }
    Path libraries = project.resolve("target").resolve("lib");
    String output =
        run(
            project,
            java(),
            "--add-modules",
            "jdk.incubator.vector",
            "-jar",
            project.resolve("target").resolve("embed.jar").toString(),
            sounds.toString(),
            unknown.toString(),
            work.resolve("run").toString(),
            "linear");
    assertEquals(expected(), named(output));
    List<String> heard = output.lines().filter(line -> line.contains(" s: ")).toList();
    assertTrue(heard.size() > 1 && heard.getFirst().startsWith("0-1 s: "), output);
    assertTrue(Files.isRegularFile(work.resolve("run").resolve("model.safetensors")));
    assertEquals(
        List.of(
            "JLargeArrays",
            "JTransforms",
            "engine-java",
            "error_prone_annotations",
            "fastcsv",
            "gson"),
        libraries(project));
    assertEquals(
        expected(),
        named(
            run(
                project,
                java(),
                "-p",
                module(project, libraries) + File.pathSeparator + libraries,
                "-m",
                "example.embed/example.embed.Main",
                sounds.toString(),
                unknown.toString(),
                work.resolve("module-run").toString(),
                "linear")));
    String settings = Files.readString(work.resolve("module-run").resolve("config.json"));
    assertTrue(settings.contains('"' + VERSION + '"'), settings);
    assertEquals(
        expected(),
        named(
            run(
                project,
                runtime(project).resolve("bin").resolve("java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-jar",
                project.resolve("target").resolve("embed.jar").toString(),
                sounds.toString(),
                unknown.toString(),
                work.resolve("small-run").toString(),
                "linear")));
  }

  /** A Java of its own with what the engine needs, made as the guide says. */
  private Path runtime(Path project) throws IOException, InterruptedException {
    Path runtime = work.resolve("runtime");
    run(
        project,
        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
        "--output",
        runtime.toString(),
        "--add-modules",
        "jdk.incubator.vector,jdk.management,jdk.unsupported");
    return runtime;
  }

  /** The application as a module that requires the engine alone, started without more. */
  private Path module(Path project, Path libraries) throws IOException {
    Path source =
        Files.writeString(
            work.resolve("module-info.java"),
            "module example.embed { requires dev.earshot.engine; }");
    Path classes = work.resolve("module");
    assertEquals(
        0,
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "-p",
                libraries.toString(),
                "-d",
                classes.toString(),
                source.toString(),
                project.resolve(MAIN).resolve("Main.java").toString()));
    return classes;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Map<String, String> expected() {
    var expected = new TreeMap<String, String>();
    for (SoundKind kind : KINDS) {
      for (int clip = FIRST; clip < FIRST + CLIPS; clip++) {
        expected.put("clip-%s-%02d.wav".formatted(kind.label(), clip), kind.label());
      }
    }
    return expected;
  }

  /** What the application printed: the class of each clip. */
  private static Map<String, String> named(String output) {
    var named = new TreeMap<String, String>();
    output
        .lines()
        .filter(line -> line.startsWith("clip-"))
        .map(line -> line.split(": "))
        .forEach(words -> named.put(words[0], words[1]));
    return named;
  }

  /** The names, without versions, of what the application is delivered with. */
  private static List<String> libraries(Path project) throws IOException {
    try (Stream<Path> files = Files.list(project.resolve("target").resolve("lib"))) {
      return List.copyOf(
          files
              .map(file -> file.getFileName().toString().replaceFirst("-\\d.*", ""))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  /** Outside this repository, so that nothing of it is found by accident. */
  private Path copyOfExample() throws IOException {
    Path from = ROOT.resolve("examples").resolve("embed");
    Path to = work.resolve("embed");
    Files.createDirectories(to.resolve(MAIN));
    for (Path file : List.of(Path.of("pom.xml"), MAIN.resolve("Main.java"))) {
      Files.copy(from.resolve(file), to.resolve(file));
    }
    return to;
  }

  /** A repository with the engine and its parent, laid out as {@code install} does. */
  private Path published() throws IOException, URISyntaxException {
    Path ours = work.resolve("published").resolve("dev").resolve("earshot");
    Path parent = Files.createDirectories(ours.resolve("earshot-parent").resolve(VERSION));
    Path engine = Files.createDirectories(ours.resolve("engine-java").resolve(VERSION));
    Files.copy(ROOT.resolve("pom.xml"), parent.resolve("earshot-parent-" + VERSION + ".pom"));
    Files.copy(
        ROOT.resolve("engine-java").resolve("pom.xml"),
        engine.resolve("engine-java-" + VERSION + ".pom"));
    Path jar = engine.resolve("engine-java-" + VERSION + ".jar");
    // From phase package on this is the jar that is published; before it, a folder.
    Path built = Path.of(Dataset.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isRegularFile(built)) {
      Files.copy(built, jar);
    } else {
      int code =
          ToolProvider.findFirst("jar")
              .orElseThrow()
              .run(System.out, System.err, "-c", "-f", jar.toString(), "-C", built.toString(), ".");
      assertEquals(0, code);
    }
    return work.resolve("published");
  }

  private Path settings(Path published, Path machine) throws IOException {
    return Files.writeString(
        work.resolve("settings.xml"), SETTINGS.formatted(published.toUri(), machine.toUri()));
  }

  /** Runs a command in a folder; it must succeed. Returns its output. */
  private String run(Path folder, String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(work, "log", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(
          process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS),
          () -> "still running: " + String.join(" ", command));
      String output = Files.readString(log);
      assertEquals(0, process.exitValue(), output);
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
