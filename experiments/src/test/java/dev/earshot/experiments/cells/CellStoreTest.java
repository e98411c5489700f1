package dev.earshot.experiments.cells;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.compute.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellStoreTest {
  @TempDir Path folder;

  private record FixedJob(String name) implements Job {
    @Override
    public Map<String, Object> settings() {
      return Map.of("work", name);
    }

    @Override
    public CellResult run(Backend backend) {
      return new CellResult.Builder().put("one", 1).build();
    }
  }

  private static Cell cell(String name) {
    return new Cell("method", name, 4, new FixedJob(name));
  }

  private static CellResult values(double... numbers) {
    return new CellResult.Builder().put("score", 0.1).put("list", numbers).build();
  }

  private void add(String... names) throws IOException {
    try (var store = CellStore.open(folder)) {
      for (String name : names) {
        store.add(cell(name).fingerprint("b"), cell(name), values(1, 1.0 / 3));
      }
    }
  }

  @Test
  void keepsNumbersToTheLastBit() throws IOException {
    add("a", "b");
    add("c");
    try (var store = CellStore.open(folder)) {
      for (String name : new String[] {"a", "b", "c"}) {
        var found = store.find(cell(name).fingerprint("b")).orElseThrow();
        assertEquals(0.1, found.get("score"));
        assertArrayEquals(new double[] {1, 1.0 / 3}, found.list("list"));
        assertThrows(IllegalArgumentException.class, () -> found.get("list"));
        assertThrows(IllegalArgumentException.class, () -> found.get("other"));
      }
      assertTrue(store.find(cell("d").fingerprint("b")).isEmpty());
      assertTrue(store.find(cell("a").fingerprint("other backend")).isEmpty());
    }
    assertEquals(3, Files.readAllLines(folder.resolve(CellStore.FILE)).size());
  }

  @Test
  void aLineCutShortIsDropped() throws IOException {
    add("a", "b");
    var file = folder.resolve(CellStore.FILE);
    var text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 3));
    try (var store = CellStore.open(folder)) {
      assertTrue(store.find(cell("a").fingerprint("b")).isPresent());
      assertTrue(store.find(cell("b").fingerprint("b")).isEmpty());
    }
    add("b");
    assertEquals(text, Files.readString(file));
  }

  @Test
  void aSpoiltLineIsNamed() throws IOException {
    add("a");
    var file = folder.resolve(CellStore.FILE);
    Files.writeString(file, Files.readString(file) + "{\"method\": 3}\n");
    var e = assertThrows(DataException.class, () -> CellStore.open(folder));
    assertTrue(
        e.getMessage().contains(CellStore.FILE + ", line 2: not a finished"), e.getMessage());
  }

  private static String refusal(Path folder) {
    return assertThrows(DataException.class, () -> CellStore.open(folder)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"fingerprint\":\"f\",\"seed\":1.5,\"values\":{}}",
        "{\"fingerprint\":\"f\",\"seed\":99999999999999999999,\"values\":{}}",
        "{\"fingerprint\":\"f\",\"values\":{\"a\":[0.5e]}}",
        "{\"fingerprint\":\"f\",\"values\":{\"a\":[1e999]}}",
        "{\"fingerprint\":\"f\",\"values\":{\"a\":[NaN]}}",
        "{\"fingerprint\":\"f\",\"values\":{\"a\":null}}",
        "{\"fingerprint\":\"f\",\"values\":{\"a\":[null]}}",
        "[]",
        "null",
        "",
      })
  void aLineWithOddNumbersIsNamed(String line) throws IOException {
    add("a");
    var file = folder.resolve(CellStore.FILE);
    Files.writeString(file, Files.readString(file) + line + "\n");
    for (int time = 0; time < 2; time++) {
      // The second time shows that the lock is given back.
      var e = assertThrows(DataException.class, () -> CellStore.open(folder));
      assertTrue(
          e.getMessage().contains(CellStore.FILE + ", line 2: not a finished"), e.getMessage());
    }
  }

  @Test
  void oneAtATime() throws IOException {
    try (var store = CellStore.open(folder)) {
      var other = CompletableFuture.supplyAsync(() -> refusal(folder)).join();
      assertTrue(other.contains("another Earshot is writing there"), other);
      assertTrue(store.find("x").isEmpty());
    }
    CellStore.open(folder).close();
  }
}
