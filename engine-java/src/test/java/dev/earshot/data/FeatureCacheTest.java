package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {
  private static final String SHELF = "an encoder\nversion 1";
  private static final long LIMIT = 10_000_000;

  @TempDir private Path base;

  private FeatureCache open() {
    return new FeatureCache(base.resolve("cache"), LIMIT);
  }

  private static byte[] key(int i) {
    return ByteBuffer.allocate(Pack.KEY_BYTES).putInt(i).array();
  }

  private static byte[] value(int i, int length) {
    var value = new byte[length];
    new Random(i).nextBytes(value);
    return value;
  }

  private void keep(int from, int to) {
    try (var cache = open()) {
      for (int i = from; i < to; i++) {
        cache.keep(SHELF, key(i), value(i, 100));
      }
      assertEquals(Optional.empty(), cache.problem());
    }
  }

  /** How many of the values are found. None may be another than was kept. */
  private static int found(FeatureCache cache, int from, int to) {
    int found = 0;
    for (int i = from; i < to; i++) {
      var value = cache.find(SHELF, key(i));
      if (value.isPresent()) {
        assertArrayEquals(value(i, 100), value.get());
        found++;
      }
    }
    return found;
  }

  private List<Path> packs() throws IOException {
    try (var files = Files.list(base.resolve("cache"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void whatIsKeptIsFoundOnItsShelf() {
    keep(0, 50);
    try (var cache = open()) {
      assertEquals(50, found(cache, 0, 60));
      assertEquals(Optional.empty(), cache.find("an encoder\nversion 2", key(1)));
      cache.keep("an encoder\nversion 2", key(1), new byte[] {2});
      assertArrayEquals(new byte[] {2}, cache.find("an encoder\nversion 2", key(1)).orElseThrow());
      cache.keep("an encoder\nversion 2", key(2), new byte[0]);
      assertEquals(0, cache.find("an encoder\nversion 2", key(2)).orElseThrow().length);
    }
    var contents = open().contents();
    assertEquals(List.of("an encoder"), contents.stream().map(c -> c.encoder()).toList());
    assertEquals(52, contents.getFirst().entries());
    assertEquals(contents.getFirst().bytes(), open().clear("an encoder"::equals));
    assertEquals(List.of(), open().contents());
  }

  @Test
  void nothingIsMadeUntilThereIsSomethingToKeep() {
    try (var cache = open()) {
      assertEquals(0, found(cache, 0, 5));
    }
    assertTrue(Files.notExists(base.resolve("cache")));
    assertEquals(List.of(), open().contents());
    assertEquals(0, open().clear(name -> true));
  }

  /** Whatever byte is damaged, no wrong value is found, and what is lost can be kept again. */
  @Test
  void aDamagedPackGivesNoWrongValue() throws IOException {
    keep(0, 6);
    var pack = packs().getFirst();
    var whole = Files.readAllBytes(pack);
    for (int at = 0; at < whole.length; at++) {
      var damaged = whole.clone();
      damaged[at] ^= (byte) (1 + at % 255);
      Files.write(pack, damaged);
      try (var cache = open()) {
        assertTrue(found(cache, 0, 6) < 6, "byte " + at + " has no checksum");
      }
      if (at % 50 == 0) {
        keepAgain();
        packs().forEach(FeatureCacheTest::delete);
      }
    }
    Files.write(pack, new byte[0]);
    keepAgain();
  }

  private void keepAgain() {
    for (int round = 0; round < 2; round++) {
      try (var cache = open()) {
        for (int i = 0; i < 6; i++) {
          if (cache.find(SHELF, key(i)).isEmpty()) {
            assertEquals(0, round, "lost again: " + i);
            cache.keep(SHELF, key(i), value(i, 100));
          }
        }
      }
    }
    try (var cache = open()) {
      assertEquals(6, found(cache, 0, 6));
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a kill leaves is the beginning of a pack, of any length. */
  @Test
  void theBeginningOfAPackIsUsed() throws IOException {
    keep(0, 6);
    var pack = packs().getFirst();
    var whole = Files.readAllBytes(pack);
    int last = 0;
    for (int length = 0; length <= whole.length; length++) {
      Files.write(pack, Arrays.copyOf(whole, length));
      try (var cache = open()) {
        int found = found(cache, 0, 6);
        assertTrue(found >= last, "of %s bytes".formatted(length));
        last = found;
      }
    }
    assertEquals(6, last);
  }

  @Test
  void whatIsNoPackOfOursIsLeftAlone() throws IOException {
    keep(0, 3);
    var mine = Files.writeString(base.resolve("cache").resolve("notes.txt"), "mine");
    var empty =
        Files.write(
            base.resolve("cache").resolve("0123456789abcdef-0123456789abcdef.pack"), new byte[0]);
    Files.setLastModifiedTime(empty, FileTime.fromMillis(0));
    keep(3, 6);
    assertTrue(Files.exists(mine));
    assertTrue(Files.notExists(empty), "litter of a kill");
    open().clear(name -> true);
    assertEquals(List.of(mine), packs());
  }

  @Test
  void manySmallPacksBecomeOne() throws IOException {
    for (int run = 0; run < 40; run++) {
      keep(run, run + 1);
    }
    assertTrue(packs().size() < 12, packs().toString());
    try (var cache = open()) {
      assertEquals(40, found(cache, 0, 40));
    }
  }

  @Test
  void whatWasNotUsedForTheLongestTimeGoesFirst() throws IOException {
    long limit = 1_000_000;
    var folder = base.resolve("cache");
    List<Path> before = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      try (var cache = new FeatureCache(folder, limit)) {
        for (int i = 0; i < 30; i++) {
          cache.keep("part " + part, key(i), value(i, 9_000));
        }
      }
      for (var pack : packs()) {
        if (!before.contains(pack)) {
          Files.setLastModifiedTime(pack, FileTime.fromMillis(1_000_000L * (1 + part)));
          before.add(pack);
        }
      }
    }
    try (var cache = new FeatureCache(folder, limit)) {
      for (int i = 0; i < 30; i++) {
        assertArrayEquals(value(i, 9_000), cache.find("part 0", key(i)).orElseThrow());
      }
    }
    try (var cache = new FeatureCache(folder, limit)) {
      for (int i = 0; i < 30; i++) {
        cache.keep("part 3", key(i), value(i, 9_000));
      }
    }
    long size = 0;
    for (var pack : packs()) {
      size += Files.size(pack);
    }
    assertTrue(size <= limit, size + " bytes");
    try (var cache = new FeatureCache(folder, limit)) {
      assertEquals(30, count(cache, "part 0"));
      assertTrue(count(cache, "part 1") < 30);
      assertEquals(30, count(cache, "part 3"));
    }
  }

  private static int count(FeatureCache cache, String shelf) {
    int count = 0;
    for (int i = 0; i < 30; i++) {
      count += cache.find(shelf, key(i)).isPresent() ? 1 : 0;
    }
    return count;
  }

  /** Also while it is written, by one process. */
  @Test
  void isNeverMuchLargerThanItsLimit() throws IOException {
    long limit = 200_000;
    try (var cache = new FeatureCache(base.resolve("cache"), limit)) {
      for (int i = 0; i < 300; i++) {
        cache.keep(SHELF, key(i), value(i, 10_000));
        long size = 0;
        for (var pack : packs()) {
          size += Files.size(pack);
        }
        assertTrue(size <= limit * 5 / 4, size + " bytes");
      }
      cache.keep(SHELF, key(1000), new byte[150_000]);
      assertEquals(Optional.empty(), cache.find(SHELF, key(1000)));
    }
  }

  @Test
  void severalCachesOfOneFolderDoNotDisturbEachOther() throws Exception {
    try (var pool = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> works = new ArrayList<>();
      for (int work = 0; work < 16; work++) {
        int from = 10 * (work % 8);
        works.add(() -> {
          keep(from, from + 20);
          return null;
        });
      }
      for (var done : pool.invokeAll(works)) {
        done.get();
      }
    }
    try (var cache = open()) {
      found(cache, 0, 90);
    }
    keep(0, 90);
    try (var cache = open()) {
      assertEquals(90, found(cache, 0, 90));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsALine() throws IOException {
    Files.writeString(base.resolve("cache"), "a file");
    try (var cache = open()) {
      assertEquals(Optional.empty(), cache.find(SHELF, key(1)));
      cache.keep(SHELF, key(1), value(1, 100));
      cache.keep(SHELF, key(2), value(2, 100));
      var problem = cache.problem().orElseThrow();
      assertTrue(problem.startsWith(base.resolve("cache").toString()), problem);
      assertTrue(problem.contains("--no-cache"), problem);
      assertEquals(1, problem.lines().count());
    }
  }

  @Test
  void limitsHaveAUnit() {
    assertEquals(500_000_000, FeatureCache.bytes("500 MB"));
    assertEquals(2_000_000_000, FeatureCache.bytes("2GB"));
    assertEquals(0, FeatureCache.bytes("0 kB"));
    for (var wrong : List.of("", "5", "-1 GB", "2 gb", "1.5 GB", "99999999999 GB")) {
      var error = assertThrows(DataException.class, () -> FeatureCache.bytes(wrong));
      assertTrue(error.getMessage().contains("500 MB"), error.getMessage());
    }
  }
}
