package dev.earshot.cli.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.junit.jupiter.api.Test;

class InterruptionTest {
  @Test
  void aFileClosedByInterruptionCountsWhateverItIsWrappedIn() {
    assertTrue(Interruption.caused(new InterruptedException()));
    assertTrue(Interruption.caused(new DataException("x", new ClosedByInterruptException())));
    assertFalse(Interruption.caused(new DataException("x", new IOException("disk full"))));
  }
}
