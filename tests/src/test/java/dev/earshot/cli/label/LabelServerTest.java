package dev.earshot.cli.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.cli.demo.SyntheticSounds;
import dev.earshot.collection.SoundCollection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask the server of the labelling page, and what it answers, without a browser. */
class LabelServerTest {
  private static final byte[] NOTHING = {};

  @TempDir private Path folder;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private Yard yard;
  private SoundCollection collection;
  private LabelPage page;
  private URI address;
  private String host;

  @BeforeEach
  void open() throws IOException {
    yard = Yard.make(folder, 2, List.of(SoundKind.BIRD, SoundKind.RAIN));
    collection = SoundCollection.open(yard.folder());
    page = LabelPage.open(collection, SoundDecoders.auto(), 0, failures::add);
    address = page.server().address();
    host = "Host: 127.0.0.1:" + address.getPort();
  }

  @AfterEach
  void close() {
    page.close();
    collection.close();
    assertEquals(List.of(), failures);
  }

  private RawHttp get(String path, String... headers) throws IOException {
    return RawHttp.send(address, "GET " + path, List.of(headers), NOTHING);
  }

  private RawHttp own(String path, String... more) throws IOException {
    var headers = new ArrayList<>(List.of(host));
    Collections.addAll(headers, more);
    return get(address.getPath() + path, headers.toArray(String[]::new));
  }

  private RawHttp post(String path, byte[] body, String... headers) throws IOException {
    var all = new ArrayList<>(List.of(headers));
    all.add("Content-Length: " + body.length);
    return RawHttp.send(address, "POST " + address.getPath() + path, all, body);
  }

  private RawHttp label(String body, String... headers) throws IOException {
    return post("api/label", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  private String origin() {
    return "Origin: http://127.0.0.1:" + address.getPort();
  }

  private RawHttp labelled(String body) throws IOException {
    return label(body, host, origin(), "Content-Type: application/json");
  }

  private static String yes(int window, String name) {
    return "{\"window\": %s, \"answer\": \"yes\", \"class\": \"%s\"}".formatted(window, name);
  }

  /**
   * A body of which only the beginning comes, because the server or the browser ends, is no fault.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestThatIsCutOffIsNoFailure(boolean serverEnds) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      var head =
          "POST %sapi/label HTTP/1.1\r\n%s\r\n%s\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
              .formatted(address.getPath(), host, origin());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      Thread.sleep(300); // The server begins to read.
      if (serverEnds) {
        page.close();
      }
    }
    Thread.sleep(300);
    assertEquals(List.of(), failures);
  }

  @Test
  void thePageAndItsFilesAreThere() throws Exception {
    for (var name :
        List.of(
            "", "page.css", "page.js", "report.css", "report.js", "echarts.min.js", "icon.png")) {
      var answer = own(name);
      assertEquals(200, answer.status(), name);
      assertTrue(answer.body().length > 100, name);
      assertTrue(
          answer.headers().get("content-security-policy").startsWith("default-src 'none'"), name);
      assertEquals("nosniff", answer.headers().get("x-content-type-options"));
      assertEquals("no-referrer", answer.headers().get("referrer-policy"));
      assertEquals("same-origin", answer.headers().get("cross-origin-resource-policy"));
      assertFalse(answer.headers().containsKey("access-control-allow-origin"));
    }
    assertTrue(own("").headers().get("content-type").startsWith("text/html"));
  }

  @Test
  void withoutTheTokenThereIsNothing() throws Exception {
    var token = address.getPath();
    assertTrue(token.length() > 30, token);
    var wrong = token.substring(0, token.length() - 2) + (token.endsWith("A/") ? "B/" : "A/");
    for (var path :
        List.of(
            "/",
            "/page.css",
            "/api/state",
            wrong,
            wrong + "api/state",
            token.substring(0, token.length() - 1),
            "/x" + token,
            "/%2e%2e" + token,
            "/favicon.ico")) {
      assertEquals(404, get(path, host).status(), path);
    }
    var other = LabelPage.open(collection, SoundDecoders.auto(), 0, failures::add);
    try (other) {
      assertNotEquals(address.getPath(), other.server().address().getPath());
    }
  }

  @Test
  void otherNamesOfThisMachineAreRefused() throws Exception {
    var path = address.getPath() + "api/state";
    int port = address.getPort();
    for (var wrong :
        List.of(
            "Host: evil.example",
            "Host: evil.example:" + port,
            "Host: 127.0.0.1",
            "Host: 127.0.0.1:" + (port + 1),
            "Host: 127.0.0.1:" + port + ".evil.example",
            "Host: [::1]:" + port,
            "Host: 0.0.0.0:" + port)) {
      assertEquals(403, get(path, wrong).status(), wrong);
    }
    assertNotEquals(200, get(path).status(), "no Host at all");
    assertNotEquals(200, get(path, host, "Host: evil.example").status(), "two Hosts");
    assertEquals(200, get(path, host).status());
    assertEquals(200, get(path, "Host: localhost:" + port).status());
  }

  @Test
  void otherSitesAreRefused() throws Exception {
    var body = yes(0, "bird");
    var json = "Content-Type: application/json";
    for (var wrong :
        List.of(
            "Origin: http://evil.example",
            "Origin: null",
            "Origin: https://127.0.0.1:" + address.getPort(),
            "Origin: http://127.0.0.1",
            "Origin: http://localhost:" + address.getPort(),
            origin() + ".evil.example")) {
      assertEquals(403, label(body, host, wrong, json).status(), wrong);
      assertEquals(403, own("api/state", wrong).status(), wrong);
    }
    assertEquals(403, label(body, host, json).status(), "no Origin");
    assertEquals(403, label(body, host, origin(), "Sec-Fetch-Site: cross-site", json).status());
    assertEquals(403, label(body, host, origin(), "Sec-Fetch-Site: same-site", json).status());
    for (var name : List.of("api/state", "spectrogram?window=0", "sound?window=0", "page.js")) {
      assertEquals(403, own(name, "Sec-Fetch-Site: cross-site").status(), name);
      assertEquals(200, own(name, "Sec-Fetch-Site: same-origin").status(), name);
    }
    // A link on another page may open this one.
    assertEquals(200, own("", "Sec-Fetch-Site: cross-site").status());
    // What a form of another site can send without being asked.
    for (var type :
        List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
      assertEquals(400, label(body, host, origin(), "Content-Type: " + type).status(), type);
    }
    assertEquals(400, label(body, host, origin()).status(), "no type");
    var preflight =
        RawHttp.send(
            address,
            "OPTIONS " + address.getPath() + "api/label",
            List.of(host, "Origin: http://evil.example", "Access-Control-Request-Method: POST"),
            NOTHING);
    assertEquals(403, preflight.status());
    assertFalse(preflight.headers().keySet().stream().anyMatch(name -> name.startsWith("access-")));
    assertEquals(List.of(), collection.labels());
  }

  @Test
  void noFileOfTheMachineCanBeReached() throws Exception {
    for (var name :
        List.of(
            "../",
            "../../../../etc/passwd",
            "..%2f..%2f..%2fetc%2fpasswd",
            "%2e%2e/%2e%2e/etc/passwd",
            "....//etc/passwd",
            "/etc/passwd",
            "page.js/../../LabelPage.class",
            "LabelPage.class",
            "page.html",
            "collection.db",
            "sound/../page.js",
            "..\\..\\page.js",
            "page.js%00.css")) {
      var answer = RawHttp.send(address, "GET " + address.getPath() + name, List.of(host), NOTHING);
      assertTrue(List.of(400, 404).contains(answer.status()), name + ": " + answer.status());
      assertFalse(answer.text().contains("root:"), name);
    }
    for (var window : List.of("-1", "24", "99999999999", "4294967296", "x", "", "../a", "1e3")) {
      assertEquals(400, own("sound?window=" + window).status(), window);
      assertEquals(400, own("spectrogram?window=" + window).status(), window);
      assertEquals(400, own("api/list?kind=like&window=" + window).status(), window);
    }
    assertEquals(400, own("sound").status());
    assertEquals(400, own("sound?window=%zz").status());
  }

  @Test
  void methodsThatAreNotMeantAreRefused() throws Exception {
    for (var method : List.of("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD")) {
      for (var name : List.of("", "api/label")) {
        var answer =
            RawHttp.send(
                address, method + " " + address.getPath() + name, List.of(host, origin()), NOTHING);
        assertEquals(405, answer.status(), method + " " + name);
      }
    }
    assertEquals(405, own("api/label").status());
    assertEquals(405, post("api/state", NOTHING, host, origin()).status());
  }

  @Test
  void largeBodiesAreRefused() throws Exception {
    var type = "Content-Type: application/json";
    assertEquals(413, post("api/label", new byte[1 << 17], host, origin(), type).status());
    var huge =
        RawHttp.send(
            address,
            "POST " + address.getPath() + "api/search?name=a.wav",
            List.of(host, origin(), "Content-Length: 9000000000"),
            new byte[70 << 20]);
    assertEquals(413, huge.status());
    // The server lives.
    assertEquals(200, own("api/state").status());
  }

  @Test
  void wrongBodiesAreOneClearLine() throws Exception {
    for (var body :
        List.of(
            "",
            "x",
            "[]",
            "null",
            "{}",
            "{\"window\": \"0\", \"answer\": \"yes\", \"class\": \"a\"}",
            "{\"window\": 0.5, \"answer\": \"yes\", \"class\": \"a\"}",
            "{\"window\": 1e99, \"answer\": \"yes\", \"class\": \"a\"}",
            "{\"window\": 0, \"answer\": \"maybe\", \"class\": \"a\"}",
            "{\"window\": 0, \"answer\": \"yes\"}",
            yes(0, ""),
            yes(0, "  "),
            yes(0, "unlabelled"),
            yes(0, "a".repeat(101)),
            yes(0, "a\\u0000b"),
            yes(0, "a\\nb"),
            yes(0, "a\\u202Eb"),
            yes(0, "|"),
            yes(-1, "a"),
            yes(24, "a"))) {
      var answer = labelled(body);
      assertEquals(400, answer.status(), body);
      var error = JsonParser.parseString(answer.text()).getAsJsonObject().get("error");
      assertFalse(error.getAsString().isBlank());
      assertFalse(error.getAsString().contains("\n"));
    }
    assertEquals(List.of(), collection.labels());
  }

  @Test
  void onlyWholeNumbersAreWindows() throws Exception {
    var type = "Content-Type: application/json";
    for (var window : List.of("null", "\"1\"", "true", "[1]", "{}", "1.5", "1e99", "-1", "24")) {
      var body = "{\"windows\": [0, %s]}".formatted(window).getBytes(StandardCharsets.UTF_8);
      assertEquals(400, post("api/items", body, host, origin(), type).status(), window);
    }
  }

  @Test
  void aLabelIsStoredBeforeTheAnswer() throws Exception {
    var answer = labelled(yes(3, "bird"));
    assertEquals(200, answer.status(), answer.text());
    // Another process would see it too: this is another connection.
    try (var other = SoundCollection.open(yard.folder())) {
      assertEquals("bird", other.state(3).className().orElseThrow());
    }
    var saved = JsonParser.parseString(answer.text()).getAsJsonObject();
    assertEquals("Saved: bird for yard-1.wav, 6 s", saved.get("saved").getAsString());
    assertEquals("bird", saved.getAsJsonObject("item").get("label").getAsString());
    var type = "Content-Type: application/json";
    assertEquals(200, post("api/undo", "{}".getBytes(), host, origin(), type).status());
    assertTrue(collection.state(3).className().isEmpty());
    assertEquals(400, post("api/undo", "{}".getBytes(), host, origin(), type).status());
    assertEquals(400, post("api/learn", "{}".getBytes(), host, origin(), type).status());
  }

  @Test
  void aSoundIsThatOfItsWindowAndCanBeReadInParts() throws Exception {
    var whole = own("sound?window=13");
    assertEquals(200, whole.status());
    assertEquals("bytes", whole.headers().get("accept-ranges"));
    var heard = SoundReader.read(new ByteArrayInputStream(whole.body()), "answer");
    var recording = SoundReader.read(folder.resolve("recordings").resolve("yard-2.wav"));
    int rate = SyntheticSounds.SAMPLE_RATE;
    assertArrayEquals(Arrays.copyOfRange(recording.samples(), 2 * rate, 4 * rate), heard.samples());
    int size = whole.body().length;
    var part = own("sound?window=13", "Range: bytes=100-199");
    assertEquals(206, part.status());
    assertEquals("bytes 100-199/" + size, part.headers().get("content-range"));
    assertArrayEquals(Arrays.copyOfRange(whole.body(), 100, 200), part.body());
    var rest = own("sound?window=13", "Range: bytes=100-");
    assertArrayEquals(Arrays.copyOfRange(whole.body(), 100, size), rest.body());
    var last = own("sound?window=13", "Range: bytes=-7");
    assertArrayEquals(Arrays.copyOfRange(whole.body(), size - 7, size), last.body());
    assertEquals(416, own("sound?window=13", "Range: bytes=" + size + "-").status());
    assertEquals(200, own("sound?window=13", "Range: bytes=0-1,5-6").status());
    assertEquals(200, own("sound?window=13", "Range: lines=1-2").status());
  }

  @Test
  void aSpectrogramIsAPicture() throws Exception {
    for (var query : List.of("spectrogram?window=0", "spectrogram?window=0&dark=1")) {
      var picture = ImageIO.read(new ByteArrayInputStream(own(query).body()));
      assertEquals(198, picture.getWidth());
      assertEquals(64, picture.getHeight());
    }
  }

  @Test
  void aFileIsSearchedBy() throws Exception {
    var clip = new SyntheticSounds(5).clip(SoundKind.RAIN, 900);
    var wav = WavFile.bytes(new Waveform(clip, SyntheticSounds.SAMPLE_RATE));
    var answer = post("api/search?name=rain.wav", wav, host, origin());
    assertEquals(200, answer.status(), answer.text());
    var items = JsonParser.parseString(answer.text()).getAsJsonObject().getAsJsonArray("items");
    assertEquals(20, items.size());
    long rain =
        items.asList().subList(0, 5).stream()
            .filter(item ->
                yard.truth().get(item.getAsJsonObject().get("window").getAsInt()).equals("rain"))
            .count();
    assertTrue(rain >= 4, "only %s of 5 are rain".formatted(rain));
    var broken = post("api/search?name=no.wav", "no sound".getBytes(), host, origin());
    assertEquals(400, broken.status());
    assertTrue(broken.text().contains("no.wav"), broken.text());
  }

  @Test
  void aTakenPortIsSaid() {
    var taken =
        assertThrows(
            DataException.class,
            () ->
                LabelPage.open(collection, SoundDecoders.auto(), address.getPort(), failures::add));
    assertTrue(taken.getMessage().contains("--port"), taken.getMessage());
  }

  @Test
  void itListensOnLoopbackOnly() throws Exception {
    var elsewhere =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
            .toList();
    for (InetAddress each : elsewhere) {
      try (var socket = new Socket()) {
        assertThrows(
            IOException.class,
            () -> socket.connect(new InetSocketAddress(each, address.getPort()), 2000));
      }
    }
    assertTrue(InetAddress.getByName(address.getHost()).isLoopbackAddress());
  }
}
