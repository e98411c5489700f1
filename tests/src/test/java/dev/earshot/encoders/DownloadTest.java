package dev.earshot.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.earshot.DataException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server on this machine. */
class DownloadTest {
  @TempDir private Path folder;
  private HttpServer server;
  private ExecutorService threads;

  /** What the server has, and how it behaves. */
  private byte[] content = new TinyNetwork(1).bytes();

  private Optional<String> tag = Optional.of("\"one\"");
  private boolean ranges = true;
  private int cutAt = Integer.MAX_VALUE;
  private boolean silent;
  private boolean statesLength = true;
  private Duration patience = Duration.ofSeconds(30);
  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/nets/", this::file);
    server.createContext("/gone", exchange -> status(exchange, 404));
    server.createContext(
        "/to/",
        exchange -> {
          var to = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
          exchange.getResponseHeaders().set("Location", to);
          status(exchange, 302);
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private void file(HttpExchange exchange) throws IOException {
    var range = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
    var condition = Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-Range"));
    asked.add(range.orElse("all"));
    tag.ifPresent(value -> exchange.getResponseHeaders().set("ETag", value));
    int from = 0;
    if (ranges && range.isPresent() && condition.equals(tag)) {
      from = Integer.parseInt(range.get().replaceAll("\\D", ""));
      if (from >= content.length) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
        status(exchange, 416);
        return;
      }
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %s-%s/%s".formatted(from, content.length - 1, content.length));
    }
    int to = Math.min(cutAt, content.length);
    exchange.sendResponseHeaders(
        exchange.getResponseHeaders().containsKey("Content-Range") ? 206 : 200,
        statesLength ? content.length - from : 0);
    exchange.getResponseBody().write(content, from, Math.max(0, to - from));
    exchange.getResponseBody().flush();
    while (silent) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        silent = false;
      }
    }
    exchange.close();
  }

  private Download download(String path) {
    var address = "http://localhost:" + server.getAddress().getPort() + path;
    return new Download(URI.create(address), 1 << 20, patience);
  }

  private Path fetch() throws IOException {
    return download("/nets/tiny.onnx").fetch(folder, Optional.empty(), (done, total) -> {});
  }

  private static String refused(Callable<?> work) {
    var message = assertThrows(DataException.class, work::call).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private String stopped() {
    var message = refused(this::fetch);
    assertTrue(message.contains("the same command continues"), message);
    return message;
  }

  @Test
  void aFileIsFetchedWithProgress() throws IOException {
    var seen = new ArrayList<Long>();
    var download = download("/nets/tiny.onnx");
    var file =
        download.fetch(
            folder,
            Optional.empty(),
            (done, total) -> {
              assertEquals(content.length, total.orElseThrow());
              seen.add(done);
            });
    assertArrayEquals(content, Files.readAllBytes(file));
    assertEquals("tiny.onnx", file.getFileName().toString());
    assertEquals((long) content.length, seen.getLast());
    assertEquals(0L, seen.getFirst());
    download.remove(file);
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void whatIsMissingIsFetched() throws IOException {
    cutAt = 300;
    stopped();
    cutAt = 500;
    stopped();
    cutAt = Integer.MAX_VALUE;
    assertArrayEquals(content, Files.readAllBytes(fetch()));
    assertArrayEquals(content, Files.readAllBytes(fetch()));
    assertEquals(
        List.of("all", "bytes=300-", "bytes=500-", "bytes=" + content.length + "-"), asked);
  }

  @Test
  void aFileThatHasChangedIsFetchedAnew() throws IOException {
    cutAt = 300;
    stopped();
    content = new TinyNetwork(2).bytes();
    tag = Optional.of("\"two\"");
    cutAt = Integer.MAX_VALUE;
    assertArrayEquals(content, Files.readAllBytes(fetch()));
  }

  @Test
  void aServerWithoutRangesStartsAnew() throws IOException {
    ranges = false;
    cutAt = 300;
    stopped();
    cutAt = Integer.MAX_VALUE;
    assertArrayEquals(content, Files.readAllBytes(fetch()));
  }

  /** Without a tag nobody knows whether it is still the same file. */
  @ParameterizedTest
  @ValueSource(strings = {"", "W/\"weak\""})
  void withoutAStrongTagItStartsAnew(String weak) throws IOException {
    tag = Optional.of(weak).filter(text -> !text.isEmpty());
    cutAt = 300;
    stopped();
    content = new TinyNetwork(3).bytes();
    cutAt = Integer.MAX_VALUE;
    assertArrayEquals(content, Files.readAllBytes(fetch()));
    assertEquals(List.of("all", "all"), asked);
  }

  @Test
  void aSilentServerIsLeft() {
    patience = Duration.ofSeconds(3);
    silent = true;
    cutAt = 300;
    assertTrue(stopped().contains("silent"));
    cutAt = 0;
    refused(this::fetch);
  }

  @Test
  void whatIsTooLargeIsRefused() {
    content = new byte[(1 << 20) + 1];
    assertTrue(refused(this::fetch).contains("larger than 1 MiB"));
    statesLength = false;
    assertTrue(refused(this::fetch).contains("larger than 1 MiB"));
  }

  @Test
  void whatIsNoNetworkIsRemoved() throws IOException {
    content = "<html>Please log in</html>".getBytes(StandardCharsets.US_ASCII);
    var message = refused(this::fetch);
    assertTrue(message.contains("not an ONNX file") && message.contains("is removed"), message);
    content = new TinyNetwork(1).external().bytes();
    assertTrue(refused(this::fetch).contains("is removed"));
    content = Arrays.copyOf(new TinyNetwork(1).bytes(), 300);
    assertTrue(refused(this::fetch).contains("is removed"));
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void theChecksumIsChecked() throws IOException {
    var download = download("/nets/tiny.onnx");
    var sum = OnnxFile.sha256(content);
    var file = download.fetch(folder, Optional.of(sum), (done, total) -> {});
    assertTrue(Files.exists(file));
    var other = "0".repeat(64);
    var message = refused(() -> download.fetch(folder, Optional.of(other), (done, total) -> {}));
    assertTrue(message.contains(sum) && message.contains("is removed"), message);
    assertFalse(Files.exists(file));
  }

  @Test
  void redirectsAreFollowedToHttpAlone() throws IOException {
    var file = download("/to/x.onnx?/nets/tiny.onnx").fetch(folder, Optional.empty(), (d, t) -> {});
    assertArrayEquals(content, Files.readAllBytes(file));
    for (var to : List.of("file:/etc/passwd", "ftp://localhost/x", "", "http:///x", "jar:file:x")) {
      var message =
          refused(() -> download("/to/x?" + to).fetch(folder, Optional.empty(), (d, t) -> {}));
      assertTrue(message.contains("not followed"), message);
    }
    server.createContext(
        "/round",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/round");
          status(exchange, 301);
        });
    assertTrue(
        refused(() -> download("/round").fetch(folder, Optional.empty(), (d, t) -> {}))
            .contains("more than"));
    assertTrue(download("/to/x?secret=1").shown().endsWith("/to/x"));
  }

  @Test
  void httpsNeverLeadsToHttp() {
    var download = new Download(URI.create("https://example.org/a"), 1, Duration.ofSeconds(1));
    var message = refused(() -> download.next(URI.create("https://h/a"), "http://h/b"));
    assertTrue(message.contains("https alone after https"), message);
    assertEquals(URI.create("https://h/b"), download.next(URI.create("http://h/a"), "https://h/b"));
    assertEquals(URI.create("https://h/b"), download.next(URI.create("https://h/a"), "/b"));
  }

  @Test
  void whatCannotBeFetchedIsOneLine() {
    assertTrue(
        refused(() -> download("/gone").fetch(folder, Optional.empty(), (d, t) -> {}))
            .contains("answers 404"));
    server.stop(0);
    assertTrue(refused(this::fetch).contains("the download failed"));
    for (var address :
        List.of("ftp://h/x", "http://", "http://h h/x", "http://u:p@h/x", "https:///x", "x")) {
      refused(() -> Download.of(address));
    }
  }
}
