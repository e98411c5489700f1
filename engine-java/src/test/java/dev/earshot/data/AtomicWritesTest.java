package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
