package dev.earshot.cli.report;

import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real browser without a window, driven over the Chrome DevTools Protocol. */
public final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final int SECONDS = 60;

  /** The numbers of keys that are no characters. */
  private static final Map<String, Integer> CODES =
      Map.of("Enter", 13, "Escape", 27, "Tab", 9, "ArrowLeft", 37, "ArrowRight", 39);

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private Optional<String> session = Optional.empty();

  /**
   * Starts one; skips the calling test, saying so, where none is installed.
   *
   * @param profile an empty folder for what it leaves
   */
  public static Browser start(Path profile) throws Exception {
    var program = program();
    if (program.isEmpty()) {
      return abort("skipped: no browser on the path (any of " + NAMES + ")");
    }
    return new Browser(program.get(), profile);
  }

  private static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Browser(Path program, Path profile) throws Exception {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address(), new Listener())
            .get(SECONDS, TimeUnit.SECONDS);
    var target = new JsonObject();
    target.addProperty("url", "about:blank");
    var attach = new JsonObject();
    attach.add("targetId", call("Target.createTarget", target).get("targetId"));
    attach.addProperty("flatten", true);
    session = Optional.of(call("Target.attachToTarget", attach).get("sessionId").getAsString());
    for (var domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", new JsonObject());
    }
  }

  /** The browser says where it listens, then says other things. */
  private URI address() throws IOException {
    var said = new StringBuilder();
    var reader = new BufferedReader(process.errorReader(StandardCharsets.UTF_8));
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      said.append(line).append('\n');
      if (line.startsWith("DevTools listening on ")) {
        Thread.ofVirtual().start(() -> drain(reader));
        return URI.create(line.substring("DevTools listening on ".length()));
      }
    }
    throw new IOException("the browser ended:\n" + said);
  }

  private static void drain(BufferedReader reader) {
    try (reader) {
      while (reader.readLine() != null) {
        // A full pipe would stop the browser.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        var json = JsonParser.parseString(message.toString()).getAsJsonObject();
        message.setLength(0);
        if (json.has("id")) {
          Optional.ofNullable(waiting.remove(json.get("id").getAsInt()))
              .ifPresent(answer -> answer.complete(json));
        } else {
          events.add(json);
        }
      }
      from.request(1);
      return null;
    }
  }

  private JsonObject call(String method, JsonObject parameters)
      throws InterruptedException, ExecutionException, TimeoutException {
    int id = calls.incrementAndGet();
    var message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    session.ifPresent(value -> message.addProperty("sessionId", value));
    var answer = new CompletableFuture<JsonObject>();
    waiting.put(id, answer);
    socket.sendText(message.toString(), true).get(SECONDS, TimeUnit.SECONDS);
    var json = answer.get(SECONDS, TimeUnit.SECONDS);
    if (json.has("error")) {
      throw new IllegalStateException(method + ": " + json.get("error"));
    }
    return json.getAsJsonObject("result");
  }

  /** Opens a file as {@link #open(URI, int, boolean)} does. */
  void open(Path file, int width, boolean dark) throws Exception {
    open(file.toUri(), width, dark);
  }

  /**
   * Opens a page, as wide as this and in the light or dark, and waits until it is loaded.
   *
   * @param width in CSS pixels; below 600 as on a phone
   */
  public void open(URI address, int width, boolean dark) throws Exception {
    var metrics = new JsonObject();
    metrics.addProperty("width", width);
    metrics.addProperty("height", 900);
    metrics.addProperty("deviceScaleFactor", width < 600 ? 2 : 1);
    metrics.addProperty("mobile", width < 600);
    call("Emulation.setDeviceMetricsOverride", metrics);
    var scheme = new JsonObject();
    scheme.addProperty("name", "prefers-color-scheme");
    scheme.addProperty("value", dark ? "dark" : "light");
    var features = new JsonArray();
    features.add(scheme);
    var media = new JsonObject();
    media.add("features", features);
    call("Emulation.setEmulatedMedia", media);
    events.clear();
    var page = new JsonObject();
    page.addProperty("url", address.toString());
    call("Page.navigate", page);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (named("Page.loadEventFired").isEmpty()) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("the browser did not load " + address);
      }
      Thread.sleep(20);
    }
    // Two frames on, what observers of sizes had to do is done.
    evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  /** What an expression comes to in the page; promises are waited for. */
  public JsonElement evaluate(String expression) throws Exception {
    var parameters = new JsonObject();
    parameters.addProperty("expression", expression);
    parameters.addProperty("returnByValue", true);
    parameters.addProperty("awaitPromise", true);
    var result = call("Runtime.evaluate", parameters);
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return Optional.ofNullable(result.getAsJsonObject("result").get("value"))
        .orElseGet(JsonObject::new);
  }

  /** Waits until an expression is true in the page: as long as a busy machine may need to learn. */
  public void await(String expression) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4 * SECONDS);
    while (!evaluate("Boolean(" + expression + ")").getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("it does not become true: " + expression);
      }
      Thread.sleep(20);
    }
  }

  /**
   * Presses a key, as a user does.
   *
   * @param key a character, or a name such as {@code Enter}
   */
  public void press(String key) throws Exception {
    boolean named = key.length() > 1 && !key.equals("Space");
    var character = key.equals("Space") ? " " : key;
    for (var type : List.of("keyDown", "keyUp")) {
      var event = new JsonObject();
      event.addProperty("type", type);
      event.addProperty("key", character);
      event.addProperty(
          "code", named ? key : key.equals("Space") ? key : "Key" + key.toUpperCase(Locale.ROOT));
      event.addProperty("windowsVirtualKeyCode", CODES.getOrDefault(key, number(character)));
      if (!named && type.equals("keyDown")) {
        event.addProperty("text", character);
      } else if (key.equals("Enter") && type.equals("keyDown")) {
        event.addProperty("text", "\r");
      }
      call("Input.dispatchKeyEvent", event);
    }
  }

  /** The number of a key for a character; those of other signs than letters are other keys. */
  private static int number(String character) {
    char first = character.charAt(0);
    return Character.isLetterOrDigit(first) || first == ' ' ? Character.toUpperCase(first) : 0;
  }

  /** Types a text, key by key. */
  public void type(String text) throws Exception {
    for (var character : text.split("")) {
      press(character.equals(" ") ? "Space" : character);
    }
  }

  /** Clicks on the middle of an element. */
  public void click(String selector) throws Exception {
    var place =
        evaluate(
                """
                (() => {
                  const element = document.querySelector(%s);
                  element.scrollIntoView({block: 'center', behavior: 'instant'});
                  const box = element.getBoundingClientRect();
                  return [box.left + box.width / 2, box.top + box.height / 2];
                })()
                """
                    .formatted(new Gson().toJson(selector)))
            .getAsJsonArray();
    for (var type : List.of("mousePressed", "mouseReleased")) {
      var event = new JsonObject();
      event.addProperty("type", type);
      event.add("x", place.get(0));
      event.add("y", place.get(1));
      event.addProperty("button", "left");
      event.addProperty("clickCount", 1);
      call("Input.dispatchMouseEvent", event);
    }
  }

  /** Chooses a file in a field for files. */
  public void choose(String selector, Path file) throws Exception {
    var document = call("DOM.getDocument", new JsonObject()).getAsJsonObject("root");
    var query = new JsonObject();
    query.add("nodeId", document.get("nodeId"));
    query.addProperty("selector", selector);
    var node = call("DOM.querySelector", query).get("nodeId");
    var files = new JsonArray();
    files.add(file.toAbsolutePath().toString());
    var chosen = new JsonObject();
    chosen.add("files", files);
    chosen.add("nodeId", node);
    call("DOM.setFileInputFiles", chosen);
  }

  private List<JsonObject> named(String method) {
    return events.stream()
        .filter(event -> event.get("method").getAsString().equals(method))
        .map(event -> event.getAsJsonObject("params"))
        .toList();
  }

  /** Everything that the page or the browser has complained of since the page was opened. */
  public List<String> complaints() {
    var all = new ArrayList<String>();
    named("Runtime.exceptionThrown").forEach(event -> all.add(event.toString()));
    named("Log.entryAdded").forEach(event -> all.add(event.toString()));
    named("Runtime.consoleAPICalled").forEach(event -> all.add(event.toString()));
    return all;
  }

  /** The addresses that the page has asked for, its own among them. */
  public List<String> requests() {
    return named("Network.requestWillBeSent").stream()
        .map(event -> event.getAsJsonObject("request").get("url").getAsString())
        .toList();
  }

  /** A picture of the whole page, as PNG. */
  public void photograph(Path file) throws Exception {
    var parameters = new JsonObject();
    parameters.addProperty("captureBeyondViewport", true);
    write(file, call("Page.captureScreenshot", parameters));
  }

  /** A picture of what is seen above this height, without scroll bars, as WebP. */
  public void photographTop(Path file, int height) throws Exception {
    var bars = new JsonObject();
    bars.addProperty("hidden", true);
    call("Emulation.setScrollbarsHidden", bars);
    var clip = new JsonObject();
    clip.addProperty("x", 0);
    clip.addProperty("y", 0);
    clip.add("width", evaluate("innerWidth"));
    clip.addProperty("height", height);
    clip.addProperty("scale", 1);
    var parameters = new JsonObject();
    parameters.addProperty("format", "webp");
    parameters.addProperty("quality", 80);
    parameters.add("clip", clip);
    write(file, call("Page.captureScreenshot", parameters));
  }

  /** The page on paper, as PDF. */
  void print(Path file) throws Exception {
    write(file, call("Page.printToPDF", new JsonObject()));
  }

  private static void write(Path file, JsonObject result) throws IOException {
    Files.write(file, Base64.getDecoder().decode(result.get("data").getAsString()));
  }

  /** Asks it to end; it hangs up when it does, with an answer or without. */
  @Override
  public void close() throws Exception {
    var children = process.descendants().toList();
    socket
        .sendText("{\"id\": 0, \"method\": \"Browser.close\"}", true)
        .get(SECONDS, TimeUnit.SECONDS);
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    for (var child : children) {
      child.destroyForcibly();
      child.onExit().get(SECONDS, TimeUnit.SECONDS);
    }
  }
}
