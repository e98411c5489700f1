package dev.earshot.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserCacheTest {
  @Test
  void followsTheCustomOfTheSystem() {
    var home = Path.of("/home/u").toAbsolutePath();
    var local = Map.of("LOCALAPPDATA", "C:/local", "XDG_CACHE_HOME", home + "/c");
    assertEquals(home.resolve(".cache"), UserCache.of("linux", Map.of(), home));
    assertEquals(
        home.resolve(".cache"), UserCache.of("linux", Map.of("XDG_CACHE_HOME", "relative"), home));
    assertEquals(home.resolve("c"), UserCache.of("linux", local, home));
    assertEquals(home.resolve("Library").resolve("Caches"), UserCache.of("mac os x", local, home));
    assertEquals(Path.of("C:/local"), UserCache.of("windows 11", local, home));
    assertTrue(UserCache.folder("models").endsWith(Path.of("earshot", "models")));
  }
}
