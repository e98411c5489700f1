package dev.earshot;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** A backend that tests require must not be skipped quietly. */
class UsableBackendsTest {
  private static final String REQUIRED = "earshot.backend.require";
  private final String before = System.getProperty(REQUIRED, "");

  @AfterEach
  void restore() {
    require(before);
  }

  private static void require(String name) {
    if (name.isEmpty()) {
      System.clearProperty(REQUIRED);
    } else {
      System.setProperty(REQUIRED, name);
    }
  }

  @Test
  void requiredOneOfNoSuchNameFails() {
    require("abacus");
    assertTrue(UsableBackends.names().anyMatch("abacus"::equals));
    String message =
        assertThrows(AssertionFailedError.class, () -> UsableBackends.provider("abacus"))
            .getMessage();
    assertTrue(message.contains("no backend is called abacus"), message);
  }

  @Test
  void requiredOneThatCannotRunFails() {
    var broken = new Broken();
    require("");
    assertThrows(TestAbortedException.class, () -> UsableBackends.usable(broken));
    require(broken.name());
    String message =
        assertThrows(AssertionFailedError.class, () -> UsableBackends.usable(broken)).getMessage();
    assertTrue(message.contains("broken cannot run here: it has no beads"), message);
  }

  private static final class Broken extends BackendProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public String description() {
      return "an abacus";
    }

    @Override
    public Optional<String> whyNot() {
      return Optional.of("it has no beads");
    }

    @Override
    protected Backend create(int threads) {
      throw new UnsupportedOperationException();
    }
  }
}
