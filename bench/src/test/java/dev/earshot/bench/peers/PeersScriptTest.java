package dev.earshot.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Runs {@code bench/peers/test_peers.py}, the tests of the script itself. They need Python, but
 * none of the peers.
 */
class PeersScriptTest {
  @Test
  void itsOwnTestsPass() throws IOException, InterruptedException {
    var builder = new ProcessBuilder("python3", "-m", "unittest", "discover", "-s", "peers");
    builder.redirectErrorStream(true).environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      Assumptions.abort("skipped: there is no python3: " + e.getMessage());
      throw e;
    }
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
  }
}
