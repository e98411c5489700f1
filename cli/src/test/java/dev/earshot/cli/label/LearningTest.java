package dev.earshot.cli.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.cli.console.CliText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the page is told where learning fails. */
class LearningTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  /** After any failure it can be started again; the page would wait for ever otherwise. */
  @Test
  @Timeout(60)
  void aFailureEndsIt() throws InterruptedException {
    var memory = new OutOfMemoryError("Java heap space");
    var fault = new IllegalStateException("a fault of ours");
    Deque<Throwable> next =
        new ArrayDeque<>(List.of(memory, fault, new DataException("no labels")));
    var texts = new ArrayList<String>();
    try (var learning = new Learning(_ -> fail(next.removeFirst()), _ -> {}, failures::add)) {
      while (!next.isEmpty()) {
        learning.start();
        while (learning.progress().running()) {
          Thread.sleep(1);
        }
        assertTrue(learning.progress().failed());
        texts.add(learning.progress().text());
      }
    }
    assertEquals(
        List.of(
            "Learning failed: " + CliText.failure(memory),
            "Learning failed: java.lang.IllegalStateException: a fault of ours",
            "It cannot learn yet: no labels"),
        texts);
    assertTrue(texts.getFirst().contains("EARSHOT_JAVA_OPTS"), texts.getFirst());
    assertEquals(List.of(memory, fault), failures);
  }

  private static Lesson fail(Throwable thrown) {
    switch (thrown) {
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> throw new AssertionError(thrown);
    }
  }
}
