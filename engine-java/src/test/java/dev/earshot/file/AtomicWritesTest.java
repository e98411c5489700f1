package dev.earshot.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicWritesTest {
  @TempDir private Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Set<String> names(Path where) throws IOException {
    try (var paths = Files.walk(where)) {
      return paths
          .filter(path -> !path.equals(where))
          .map(path -> where.relativize(path).toString())
          .collect(Collectors.toSet());
    }
  }

  private void run(Path target, String text) throws IOException {
    try (var run = AtomicDirectory.create(target)) {
      Files.createDirectory(run.path().resolve("plots"));
      Files.writeString(run.path().resolve("plots/loss.svg"), text);
      Files.writeString(run.path().resolve("config.json"), text);
      run.commit();
    }
  }

  @Test
  void aFileIsWholeOrUntouched() throws IOException {
    Path file = folder.resolve("sub/a.txt");
    AtomicFile.write(file, out -> out.write(bytes("one")));
    assertEquals("one", Files.readString(file));
    assertThrows(
        IOException.class,
        () ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(bytes("tw"));
                  throw new IOException("disk full");
                }));
    assertEquals("one", Files.readString(file));
    AtomicFile.write(file, out -> out.write(bytes("two")));
    assertEquals("two", Files.readString(file));
    assertEquals(Set.of("sub", "sub/a.txt"), names(folder));
    assertThrows(DataException.class, () -> AtomicFile.write(folder, out -> out.write(1)));
  }

  @Test
  void namesMayHaveLineBreaks() throws IOException {
    Path target = folder.resolve("tracks");
    for (int i = 0; i < 2; i++) {
      try (var tracks = AtomicDirectory.create(target)) {
        Files.writeString(tracks.path().resolve("one\ntwo.txt"), "");
        Files.createDirectory(tracks.path().resolve("a\rb"));
        Files.writeString(tracks.path().resolve("a\rb/c.txt"), "");
        tracks.commit();
      }
    }
    assertTrue(AtomicDirectory.isPart(target.resolve("one\ntwo.txt")));
    assertTrue(AtomicDirectory.isPart(target.resolve("a\rb/c.txt")));
    assertFalse(AtomicDirectory.isPart(target.resolve("two.txt")));
    assertFalse(AtomicDirectory.isPart(folder.resolve("tracks")));
  }

  /** What is written beside an output fits, too, and differs for outputs that begin alike. */
  @Test
  void namesMayBeAsLongAsTheFileSystemAllows() throws IOException {
    for (String begin : List.of("x".repeat(250), "\u00e9".repeat(125), "\ud83d\ude00".repeat(62))) {
      Path first = folder.resolve(begin + "1");
      Path second = folder.resolve(begin + "2");
      AtomicFile.write(first, out -> out.write(bytes("one")));
      run(second, "two");
      assertEquals("one", Files.readString(first));
      assertTrue(Files.exists(second.resolve("config.json")));
    }
    String longer = "\u00e9".repeat(200);
    assertEquals(longer.substring(0, 20), FileNames.fitting(longer, 205).substring(0, 20));
    assertEquals(49, bytes(FileNames.fitting(longer, 205)).length);
    assertEquals("short", FileNames.fitting("short", 200));
  }

  @Test
  void aFolderAppearsWholeAndReplacesOnlyItsOwn() throws IOException {
    Path target = folder.resolve("RUN");
    run(target, "first");
    var expected =
        Set.of("RUN", "RUN/plots", "RUN/plots/loss.svg", "RUN/config.json", "RUN/.earshot-files");
    assertEquals(expected, names(folder));
    run(target, "second");
    assertEquals(expected, names(folder));
    assertEquals("second", Files.readString(target.resolve("config.json")));

    Files.writeString(target.resolve("plots/my notes.txt"), "mine");
    var error = assertThrows(DataException.class, () -> run(target, "third"));
    assertTrue(error.getMessage().contains("plots/my notes.txt"), error.getMessage());
    assertEquals("second", Files.readString(target.resolve("config.json")));
    Files.delete(target.resolve("plots/my notes.txt"));
    Files.delete(target.resolve("config.json"));
    run(target, "third");
    assertEquals(expected, names(folder));
  }

  @Test
  void foreignTargetsAreRefused() throws IOException {
    Path foreign = Files.createDirectories(folder.resolve("photos"));
    run(foreign, "an empty folder will do");
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("x.txt"), "mine");
    assertThrows(DataException.class, () -> AtomicDirectory.create(other));
    assertThrows(DataException.class, () -> AtomicDirectory.create(other.resolve("x.txt")));
    assertEquals(Set.of("x.txt"), names(other));
  }

  @Test
  void whatAppearsMeanwhileIsKept() throws IOException {
    Path target = folder.resolve("RUN");
    try (var run = AtomicDirectory.create(target)) {
      Files.writeString(run.path().resolve("config.json"), "x");
      Files.createDirectories(target);
      Files.writeString(target.resolve("x.txt"), "mine");
      assertThrows(DataException.class, run::commit);
    }
    assertEquals(Set.of("RUN", "RUN/x.txt"), names(folder));
  }

  @Test
  void withoutCommitNothingIsLeft() throws IOException {
    Path target = folder.resolve("RUN");
    run(target, "kept");
    Path outside = Files.writeString(folder.resolve("outside.txt"), "mine");
    try (var run = AtomicDirectory.create(target)) {
      Files.writeString(run.path().resolve("config.json"), "half");
      Files.createSymbolicLink(run.path().resolve("link"), outside);
      assertTrue(run.path().startsWith(folder));
    }
    assertEquals("kept", Files.readString(target.resolve("config.json")));
    assertEquals("mine", Files.readString(outside));
    try (var top = Files.list(folder)) {
      assertEquals(2, top.count());
    }
  }

  /** A kill between the two renames: whoever names the folder, or a file in it, finds it. */
  @Test
  void aFolderThatIsGoneIsPutBack() throws IOException {
    Path target = folder.resolve("RUN");
    Path old = folder.resolve(".RUN.earshot-old");
    Path file = target.resolve("config.json");
    run(target, "kept");
    Path link = Files.createSymbolicLink(folder.resolve("latest"), target);
    for (Path named : new Path[] {target, file, link, target.resolve("plots/loss.svg")}) {
      Files.move(target, old);
      assertEquals(named, AtomicDirectory.recover(named));
      assertEquals("kept", Files.readString(file));
    }
    Files.move(target, old);
    Files.createDirectory(target);
    AtomicDirectory.recover(target);
    assertEquals("kept", Files.readString(file), "an empty folder is no result");

    Files.move(target, old);
    Files.createDirectories(folder.resolve(".RUN.earshot-tmp/plots"));
    run(target, "new");
    assertEquals("new", Files.readString(file));
    try (var top = Files.list(folder)) {
      assertEquals(2, top.count(), "nothing is left");
    }
  }

  @Test
  void aFolderThatWasMadeByHandMeanwhileIsKeptAndSoIsTheOldOne() throws IOException {
    Path target = folder.resolve("RUN");
    Path old = folder.resolve(".RUN.earshot-old");
    run(target, "kept");
    Files.move(target, old);
    Files.createDirectories(target);
    Files.writeString(target.resolve("x.txt"), "mine");
    assertEquals(target, AtomicDirectory.recover(target));
    assertThrows(DataException.class, () -> AtomicDirectory.create(target));
    assertEquals("mine", Files.readString(target.resolve("x.txt")));
    assertEquals("kept", Files.readString(old.resolve("config.json")));
  }

  @Test
  void whatAKilledWriteLeftIsReplaced() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.writeString(folder.resolve(".a.txt.earshot-tmp"), "half of something longer");
    Files.writeString(folder.resolve(".a.txt.earshot-lock"), "process 1");
    AtomicFile.write(file, out -> out.write(bytes("new")));
    assertEquals("new", Files.readString(file));
    assertEquals(Set.of("a.txt"), names(folder));
  }

  /** Threads that write one file take turns: it is always one of theirs, whole. */
  @Test
  void manyThreadsWriteOneFile() throws Exception {
    Path file = folder.resolve("a.txt");
    try (var pool = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        byte[] text = bytes(Integer.toString(i % 10).repeat(1000));
        all.add(
            pool.submit(() -> {
              AtomicFile.write(file, out -> out.write(text));
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get(1, TimeUnit.MINUTES);
      }
    }
    assertTrue(Files.readString(file).matches("(\\d)\\1{999}"));
    assertEquals(Set.of("a.txt"), names(folder));
  }

  @Test
  void aDeviceIsNotReplaced() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "there is no /dev/null");
    assertThrows(DataException.class, () -> AtomicFile.write(device, out -> out.write(1)));
    assertFalse(Files.isRegularFile(device));
  }

  @Test
  void anErrorNamesTheFileAndWhatToDo() throws IOException {
    Files.writeString(folder.resolve("file"), "x");
    Path inside = folder.resolve("file/a.txt");
    var error =
        assertThrows(DataException.class, () -> AtomicFile.write(inside, out -> out.write(1)));
    assertEquals(
        inside + ": cannot be written (a file is in the way); choose another place",
        error.getMessage());
    error =
        assertThrows(DataException.class, () -> WriteFailure.requireSpace(inside, Long.MAX_VALUE));
    assertTrue(error.getMessage().startsWith(inside + ": the disk is full ("), error.getMessage());
    assertTrue(error.getMessage().contains("free some space"), error.getMessage());
  }

  @Test
  void aLinkToAFolderStaysALink() throws IOException {
    Path link = folder.resolve("latest");
    Path behind = Files.createDirectories(folder.resolve("disk/RUN"));
    Files.createSymbolicLink(link, behind);
    run(link, "x");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("x", Files.readString(behind.resolve("config.json")));
    assertFalse(Files.isSymbolicLink(behind));
  }
}
