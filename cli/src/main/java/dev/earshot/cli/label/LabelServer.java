package dev.earshot.cli.label;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.earshot.DataException;
import dev.earshot.cli.console.CliText;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A web server for one page, for the browser of this machine alone: it listens on the loopback
 * address, and {@link Access} says who may ask. It never opens a file by a name of a request.
 */
public final class LabelServer implements AutoCloseable {
  private static final String GET = "GET";
  private static final String POST = "POST";
  private static final int PARTIAL = 206;
  private static final int UNSATISFIABLE = 416;

  /** Scripts, styles, pictures and sounds from here alone; the page may be framed by none. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self';"
          + " media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Access access;
  private final Map<String, Route> routes;
  private final Consumer<Throwable> failures;
  private volatile boolean stopping;

  /** Answers one kind of request. */
  @FunctionalInterface
  interface Handler {
    Answer answer(Request request) throws IOException, InterruptedException;
  }

  /**
   * A kind of request.
   *
   * @param method how it is asked for
   * @param handler answers it
   */
  record Route(String method, Handler handler) {
    /** One that changes nothing. */
    static Route get(Handler handler) {
      return new Route(GET, handler);
    }

    /** One that changes something. */
    static Route post(Handler handler) {
      return new Route(POST, handler);
    }
  }

  private LabelServer(HttpServer server, Map<String, Route> routes, Consumer<Throwable> failures) {
    this.server = server;
    this.access = Access.create(server.getAddress().getPort());
    this.routes = Map.copyOf(routes);
    this.failures = failures;
  }

  /**
   * Starts a server.
   *
   * @param port where it listens; 0 for any free one
   * @param routes what it answers, by the path after the token
   * @param failures gets what goes wrong by a fault of ours
   * @throws DataException if the port is taken
   */
  static LabelServer start(int port, Map<String, Route> routes, Consumer<Throwable> failures)
      throws IOException {
    HttpServer http;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (BindException e) {
      throw new DataException(
          "port %s cannot be used (%s): choose another --port, or leave it out"
              .formatted(port, e.getMessage()),
          e);
    }
    var made = new LabelServer(http, routes, failures);
    http.setExecutor(made.threads);
    http.createContext("/", made::handle);
    http.start();
    return made;
  }

  /** The address of the page. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + access.port() + access.root());
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      send(exchange, answer(exchange));
    } catch (IOException e) {
      // The browser has gone, as it does when a sound is no longer wanted.
    }
  }

  private Answer answer(HttpExchange exchange) {
    var uri = exchange.getRequestURI();
    var name = access.within(Optional.ofNullable(uri.getRawPath()).orElse("/"));
    if (name.isEmpty()) {
      return Answer.problem(Answer.NOT_FOUND, "there is nothing here");
    }
    var method = exchange.getRequestMethod();
    var refusal =
        access.refusal(exchange.getRequestHeaders(), !method.equals(GET), name.get().isEmpty());
    if (refusal.isPresent()) {
      return Answer.problem(Answer.FORBIDDEN, refusal.get());
    }
    var route = routes.get(name.get());
    if (route == null) {
      return Answer.problem(Answer.NOT_FOUND, "there is nothing here");
    }
    if (!method.equals(route.method())) {
      return Answer.problem(Answer.WRONG_METHOD, "expected " + route.method());
    }
    try {
      var request =
          new Request(
              Request.query(Optional.ofNullable(uri.getRawQuery()).orElse("")),
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse(""),
              exchange.getRequestBody());
      return route.handler().answer(request);
    } catch (Request.TooLarge e) {
      return Answer.problem(Answer.TOO_LARGE, e.getMessage());
    } catch (DataException | IllegalArgumentException | Request.CutOff e) {
      return Answer.problem(Answer.BAD_REQUEST, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.problem(Answer.FAILED, "the server is stopping");
    } catch (Exception | OutOfMemoryError e) { // The page must say that it failed, whatever it was.
      if (!stopping) { // What is cut off by the end fails by no fault.
        failures.accept(e);
      }
      return Answer.problem(Answer.FAILED, "this failed: " + CliText.failure(e));
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cache-Control", answer.kept() ? "private, max-age=86400" : "no-store");
    var bytes = answer.bytes();
    int status = answer.status();
    int from = 0;
    int length = bytes.length;
    if (answer.kept() && status == Answer.OK) {
      headers.set("Accept-Ranges", "bytes");
      var asked = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
      var range = asked.flatMap(header -> ByteRange.of(header, bytes.length));
      if (range.isPresent()) {
        boolean there = range.get().length() > 0;
        status = there ? PARTIAL : UNSATISFIABLE;
        from = there ? range.get().first() : 0;
        length = there ? range.get().length() : 0;
        headers.set(
            "Content-Range",
            there
                ? "bytes %s-%s/%s".formatted(from, range.get().last(), bytes.length)
                : "bytes */" + bytes.length);
      }
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      length = 0;
    }
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    exchange.getResponseBody().write(bytes, from, length);
  }

  /** Stops at once; what is being answered is cut off. */
  @Override
  public void close() {
    stopping = true;
    server.stop(0);
    threads.shutdownNow();
  }
}
