package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cli.demo.SoundKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code earshot label} as a process: it prints an address, answers, and ends by Ctrl-C. */
class LabelCommandTest {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/[\\w-]+/");
  private static final int TERMINATED = 128 + 15;

  @TempDir private Path folder;

  private static int status(URI address) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void itServesUntilItIsStopped() throws Exception {
    SmallData.clips(folder.resolve("sounds"), SoundKind.BELL, 0, 2);
    var yard = folder.resolve("yard.earshot");
    CommandRun.succeeding(
        "collect", folder.resolve("sounds"), "--out", yard, "--encoder", "logmel");
    URI address;
    try (var child = ChildProcess.start(folder.resolve("log"), "label", yard)) {
      child.await(() -> ADDRESS.matcher(child.output()).find(), "an address");
      var found = ADDRESS.matcher(child.output());
      assertTrue(found.find());
      address = URI.create(found.group());
      assertEquals(200, status(address));
      assertEquals(200, status(address.resolve("api/state")));
      assertEquals(404, status(address.resolve("/api/state")));
      // A second page of the same collection has another address.
      try (var other = ChildProcess.start(folder.resolve("log2"), "label", yard, "--json")) {
        other.await(() -> ADDRESS.matcher(other.output()).find(), "an address");
        assertTrue(other.output().contains("\"windows\": 2"), other.output());
        assertEquals(TERMINATED, other.terminate());
      }
      assertEquals(200, status(address));
      assertEquals(TERMINATED, child.terminate());
      assertTrue(child.output().contains("all labels that were given are stored"));
    }
    assertThrows(IOException.class, () -> status(address));
  }

  @Test
  void whatCannotBeServedIsOneClearLine() {
    var none = CommandRun.of("label", folder);
    assertEquals(2, none.code());
    assertTrue(none.err().contains("is no collection"), none.err());
    assertEquals(1, none.err().lines().count(), none.err());
    var port = CommandRun.of("label", folder, "--port", 70_000);
    assertEquals(2, port.code());
    assertTrue(port.err().contains("--port: 70000"), port.err());
    var decoder = CommandRun.of("label", folder, "--decoder", "none");
    assertEquals(2, decoder.code());
  }
}
