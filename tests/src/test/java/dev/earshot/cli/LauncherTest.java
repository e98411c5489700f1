package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code earshot}, with scripts in the place of Java and Maven. */
class LauncherTest {
  @TempDir Path base;

  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void requireShell() {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "the launcher is for a shell");
  }

  @AfterEach
  void endAll() {
    started.forEach(process -> {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    });
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A clone with a launcher, and a Java that prints its words. */
  private Path clone(String name, String maven) throws IOException {
    var root = Files.createDirectories(base.resolve(name));
    Files.copy(Path.of("../earshot"), root.resolve("earshot"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(root.resolve(".mvn"));
    Files.copy(Path.of("../.mvn/find-jdk.sh"), root.resolve(".mvn/find-jdk.sh"));
    script(root.resolve("mvnw"), maven);
    var jdk = base.resolve("jdk");
    Files.createDirectories(jdk);
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    script(jdk.resolve("bin/java"), "printf '%s\\n' \"$@\"");
    script(jdk.resolve("bin/javac"), "exit 1");
    return root;
  }

  private Process start(Path root, Path log) throws IOException {
    var builder =
        new ProcessBuilder(root.resolve("earshot").toString(), "doctor")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(Map.of("JAVA_HOME", base.resolve("jdk") + "", "EARSHOT_BUILD_WAIT", "3"));
    var process = builder.start();
    started.add(process);
    return process;
  }

  private int end(Process process) throws InterruptedException {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the launcher does not end");
    return process.exitValue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "semi;colon",
        "per%20cent",
        "it's",
        "Übung 音",
        "dollar$x",
        "star*",
        "-dash"
      })
  void startsInAFolderOfAnyName(String name) throws Exception {
    var root = clone(name, "exit 0");
    var log = base.resolve("log");
    assertEquals(0, end(start(root, log)), Files.readString(log));
    var words = Files.readString(log).lines().toList();
    var target = root.toRealPath().resolve("cli/target");
    assertEquals("doctor", words.getLast());
    assertTrue(words.contains(target + "/earshot.jar:" + target + "/lib/*"), words.toString());
  }

  @Test
  void aColonInTheNameIsExplained() throws Exception {
    var log = base.resolve("log");
    assertNotEquals(0, end(start(clone("12:30", "exit 0"), log)));
    var said = Files.readString(log);
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.contains("12:30: Java cannot have ':' in the name of a folder"), said);
  }

  /** The number of a process that runs, of one that is no more, and what no launcher wrote. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "1 ", "@", "@ 17", "999999999 17", "", "x"})
  void aLockThatALauncherLeftIsTaken(String holder) throws Exception {
    var root = clone("clone", "exit 0");
    var lock = Files.createDirectories(root.resolve("cli/target/build.lock"));
    Files.writeString(
        lock.resolve("pid"), holder.replace("@", ProcessHandle.current().pid() + "") + "\n");
    var log = base.resolve("log");
    assertEquals(0, end(start(root, log)), Files.readString(log));
    assertTrue(Files.readString(log).contains("Building Earshot"), Files.readString(log));
    assertFalse(Files.exists(lock));
  }

  @Test
  void aLauncherThatBuildsIsWaitedForButNotForEver() throws Exception {
    var root = clone("clone", "sleep 300");
    var first = start(root, base.resolve("first"));
    var lock = root.resolve("cli/target/build.lock/pid");
    for (int i = 0; i < 600 && !(Files.exists(lock) && Files.size(lock) > 0); i++) {
      Thread.sleep(50);
    }
    var log = base.resolve("second");
    assertNotEquals(0, end(start(root, log)));
    var said = Files.readString(log);
    assertTrue(said.contains("Waiting for another earshot (process " + first.pid()), said);
    assertTrue(said.contains("has been building for 3 s; if it is not, remove "), said);
    assertTrue(first.isAlive());
    assertTrue(Files.exists(lock));
  }
}
