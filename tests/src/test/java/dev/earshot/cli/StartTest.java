package dev.earshot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How Earshot starts: what is loaded, and the archive that the launcher makes after a build. */
class StartTest {
  private static final Pattern LOADED = Pattern.compile("\\[class,load *] (\\S+) source: (.*)");
  private static final String LOG_CLASSES = "-Xlog:class+load";

  /** Java loads the exceptions of catch clauses to verify a method. */
  private static final Set<String> CAUGHT =
      Set.of("dev.earshot.DataException", "com.google.gson.JsonParseException");

  @TempDir static Path base;

  private static Path root;
  private static Path archive;

  /** A clone with the real launcher and Java; what Maven would build is packed from this build. */
  @BeforeAll
  static void launch() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "the launcher is for a shell");
    root = Files.createDirectories(base.resolve("a clone"));
    archive = root.resolve("cli/target/start.aot");
    Files.copy(Path.of("../earshot"), root.resolve("earshot"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(root.resolve(".mvn"));
    Files.copy(Path.of("../.mvn/find-jdk.sh"), root.resolve(".mvn/find-jdk.sh"));
    pack(base.resolve("built"));
    var maven =
        Files.writeString(
            root.resolve("mvnw"),
            "#!/bin/sh\ncp -R '" + base + "/built/.' '" + root + "/cli/target'\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    var first = earshot("", "--version");
    assertTrue(first.contains("Building Earshot"), first);
    assertTrue(Files.exists(archive), Files.readString(root.resolve("cli/target/build.log")));
  }

  /** The class path of this test as jars, as {@code earshot.jar} and {@code lib/}. */
  private static void pack(Path to) throws IOException {
    var lib = Files.createDirectories(to.resolve("lib"));
    var entries = System.getProperty("java.class.path").split(File.pathSeparator);
    for (int i = 0; i < entries.length; i++) {
      var entry = Path.of(entries[i]);
      if (Files.isDirectory(entry)) {
        var own = Files.exists(entry.resolve("dev/earshot/cli/Main.class"));
        jar(entry, own ? to.resolve("earshot.jar") : lib.resolve(i + ".jar"));
      } else if (Files.exists(entry)) {
        boolean own;
        try (var jar = new JarFile(entry.toFile())) {
          own = jar.getEntry("dev/earshot/cli/Main.class") != null;
        }
        Files.copy(entry, own ? to.resolve("earshot.jar") : lib.resolve(i + ".jar"));
      }
    }
  }

  private static void jar(Path folder, Path jar) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  /** Runs the launcher; returns all that it prints. */
  private static String earshot(String javaOptions, String... words) throws Exception {
    var command = new ArrayList<>(List.of(root.resolve("earshot").toString()));
    command.addAll(List.of(words));
    var log = base.resolve("log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("EARSHOT_JAVA_OPTS", javaOptions);
    var process = builder.start();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "it does not end");
    assertEquals(0, process.exitValue(), Files.readString(log));
    return Files.readString(log);
  }

  /** What Java itself prints: the launcher leaves everything to it if it has an option. */
  private static String java(String... words) throws Exception {
    return earshot("-Dnothing=0", words);
  }

  private static boolean isMainArchived() throws Exception {
    var sources =
        LOADED
            .matcher(earshot(LOG_CLASSES, "--version"))
            .results()
            .filter(line -> line.group(1).equals(Main.class.getName()))
            .map(line -> line.group(2))
            .toList();
    assertEquals(1, sources.size(), sources.toString());
    return sources.getFirst().startsWith("shared objects file");
  }

  private static void assertVersionIsAllThatIsSaid() throws Exception {
    var said = java("--version");
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.startsWith("earshot "), said);
  }

  @Test
  void theLauncherUsesTheArchive() throws Exception {
    assertTrue(isMainArchived());
    assertVersionIsAllThatIsSaid();
  }

  @Test
  void withTheArchiveThereAreVectors() throws Exception {
    var said = earshot("", "doctor");
    assertTrue(
        Pattern.compile("^vectors +[0-9]+ bits", Pattern.MULTILINE).matcher(said).find(), said);
    assertTrue(
        said.matches("(?s).*simd +usable: float, vectors once they are compiled\\R.*"), said);
    assertFalse(said.contains("WARNING"), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut off", "noise", "empty", "folder", "written to"})
  void aBrokenArchiveDoesNoHarm(String how) throws Exception {
    var whole = Files.copy(archive, base.resolve("whole"), StandardCopyOption.COPY_ATTRIBUTES);
    try {
      switch (how) {
        case "cut off" -> {
          try (var file = Files.newByteChannel(archive, StandardOpenOption.WRITE)) {
            file.truncate(Files.size(whole) / 3);
          }
        }
        case "noise" -> Files.writeString(archive, "noise ".repeat(100_000));
        case "empty" -> Files.write(archive, new byte[0]);
        case "folder" -> {
          Files.delete(archive);
          Files.createDirectory(archive);
        }
        default -> {
          // The length and the beginning, all that Java looks at, stay the same.
          Thread.sleep(50);
          var bytes = Files.readAllBytes(archive);
          Arrays.fill(bytes, bytes.length / 3, bytes.length / 2, (byte) 0);
          Files.write(archive, bytes, StandardOpenOption.WRITE);
        }
      }
      assertFalse(isMainArchived(), how);
      var said = java("--version");
      assertTrue(said.lines().toList().getLast().startsWith("earshot "), said);
    } finally {
      Files.delete(archive);
      Files.move(whole, archive);
    }
  }

  @Test
  void theArchiveAndTheTextsOfOtherJarsAreMadeAnew() throws Exception {
    var text = root.resolve("cli/target/start.texts/version");
    var whole = Files.readString(text);
    Files.writeString(text, "of before\n");
    assertEquals("of before\n", earshot("", "--version"));
    Files.setLastModifiedTime(root.resolve("cli/target/earshot.jar"), FileTime.from(Instant.now()));
    var said = earshot("", "--version");
    assertTrue(said.startsWith("Preparing quick starts"), said);
    assertEquals(List.of(whole.strip()), said.lines().skip(1).toList());
    assertTrue(isMainArchived());
    assertVersionIsAllThatIsSaid();
  }

  /** It would be made anew at each start. */
  @Test
  void noArchiveIsMadeOfJarsFromTheFuture() throws Exception {
    var jar = root.resolve("cli/target/earshot.jar");
    var time = Files.getLastModifiedTime(jar);
    var whole = Files.copy(archive, base.resolve("old"), StandardCopyOption.COPY_ATTRIBUTES);
    var archivist = root.resolve("cli/target/start.jdk");
    var same = Files.copy(archivist, base.resolve("jdk"), StandardCopyOption.COPY_ATTRIBUTES);
    try {
      Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(3600)));
      assertTrue(earshot("", "--version").startsWith("Preparing quick starts"));
      assertFalse(Files.exists(archive));
      assertFalse(isMainArchived());
    } finally {
      Files.setLastModifiedTime(jar, time);
      Files.move(whole, archive, StandardCopyOption.REPLACE_EXISTING);
      Files.move(same, archivist, StandardCopyOption.REPLACE_EXISTING);
    }
    assertTrue(isMainArchived());
  }

  @Test
  void anArchiveOfAnotherJavaIsNotUsed() throws Exception {
    var archivist = root.resolve("cli/target/start.jdk");
    var text = Files.readString(archivist);
    try {
      Files.writeString(archivist, "/no/such/jdk 25.0.0\n");
      assertFalse(isMainArchived());
    } finally {
      Files.writeString(archivist, text);
    }
    assertTrue(isMainArchived());
  }

  /** No word at all is the help too. */
  @ParameterizedTest
  @ValueSource(strings = {"", "-h", "--help", "-V", "--version"})
  void theLauncherItselfSaysWhatJavaWouldSay(String word) throws Exception {
    var words = word.isEmpty() ? new String[0] : new String[] {word};
    var said = earshot("", words);
    assertEquals(java(words), said);
    // Then no charset changes it.
    assertTrue(said.chars().allMatch(c -> c < 128), said);
    assertTrue(said.startsWith(word.toLowerCase(Locale.ROOT).contains("v") ? "earshot " : "Usage"));

    // A Java that can do nothing is not needed.
    var jdk = Files.createDirectories(base.resolve("idle jdk/bin")).getParent();
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    for (var program : List.of("java", "javac")) {
      var file = Files.writeString(jdk.resolve("bin").resolve(program), "#!/bin/sh\nexit 7\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    var command = new ArrayList<>(List.of(root.resolve("earshot").toString()));
    command.addAll(List.of(words));
    var builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().remove("EARSHOT_JAVA_OPTS");
    var process = builder.start();
    assertEquals(said, new String(process.getInputStream().readAllBytes(), UTF_8));
    assertEquals(0, process.waitFor());
  }

  @Test
  void onATerminalTheHelpHasItsColours() throws Exception {
    var colours = Files.readString(root.resolve("cli/target/start.texts/colours"));
    assertEquals(earshot("-Dpicocli.ansi=true", "--help"), colours);
    assertTrue(colours.contains("\033["), colours);
  }

  /** Options that go with no archive, or with another one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xshare:off",
        "-XX:-UseCompressedOops",
        "-XX:+UseZGC",
        "-Xmx40g",
        "-XX:AOTMode=off",
        "-XX:SharedArchiveFile=none.jsa"
      })
  void otherOptionsOfJavaStillWork(String option) throws Exception {
    var said = earshot(option, "--version");
    assertTrue(said.lines().toList().getLast().startsWith("earshot "), said);
  }

  /** Names of the classes that a start without an archive loads. */
  private static Set<String> loaded(String... words) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                LOG_CLASSES,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(words));
    var log = base.resolve("classes");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it does not end");
    return LOADED
        .matcher(Files.readString(log))
        .results()
        .map(line -> line.group(1))
        .filter(name ->
            !name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun."))
        .collect(Collectors.toSet());
  }

  private static Set<String> foreign(Set<String> classes) {
    return classes.stream()
        .filter(name -> !name.startsWith("dev.earshot.cli.") && !name.startsWith("picocli."))
        .filter(name -> !CAUGHT.contains(name))
        .collect(Collectors.toSet());
  }

  @Test
  void theVersionLoadsNeitherParserNorEngine() throws Exception {
    var classes = loaded("--version");
    assertTrue(classes.contains(Main.class.getName()), classes.toString());
    assertEquals(Set.of(), foreign(classes));
    assertFalse(classes.stream().anyMatch(name -> name.equals("picocli.CommandLine$Interpreter")));
  }

  @Test
  void theHelpLoadsNoCommand() throws Exception {
    var classes = loaded("--help");
    assertTrue(classes.contains("picocli.CommandLine"), classes.toString());
    assertEquals(Set.of(), foreign(classes));
    assertFalse(
        classes.stream()
            .anyMatch(name ->
                name.matches("dev.earshot.cli.command.[A-Z][a-z]+Command")
                    && !name.endsWith(".EarshotCommand")),
        classes.toString());
  }

  @Test
  void aCommandLoadsNoOther() throws Exception {
    var commands =
        loaded("train", "--help").stream()
            .filter(name -> name.matches("dev\\.earshot\\.cli\\.command\\.[A-Z][a-z]+Command"))
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .collect(Collectors.toSet());
    assertEquals(Set.of("EarshotCommand", "TrainCommand"), commands);
  }
}
