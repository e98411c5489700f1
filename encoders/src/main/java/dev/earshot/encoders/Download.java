package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.file.OutputLock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Fetches a file by http or https. What has arrived stays if the connection ends, and the next call
 * continues from there, if the server can tell that the file is still the same (RFC 9110,
 * If-Range).
 *
 * @param address where the file is
 * @param most the largest size in bytes
 * @param patience how long the server may be silent
 */
public record Download(URI address, long most, Duration patience) {
  private static final int MOST_REDIRECTS = 5;
  private static final int PIECE = 1 << 16;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int UNSATISFIABLE = 416;
  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(?:\\d+|\\*)");

  /** Is told how far a download is. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * More has arrived.
     *
     * @param done bytes of the file that are here
     * @param total bytes of the file, if the server states them
     */
    void arrived(long done, OptionalLong total);
  }

  /** Checks the address. */
  public Download {
    if (!isAddress(address.toString()) || address.getHost() == null) {
      throw new DataException(
          "%s: expected http://HOST/... or https://HOST/...".formatted(address));
    }
    if (address.getUserInfo() != null) {
      throw new DataException(
          "%s: an address with a user's name or password is not fetched; download the file with another program"
              .formatted(address.getHost()));
    }
  }

  /** A download of a network, with the usual limits. */
  public static Download of(String address) {
    try {
      return new Download(URI.create(address), OnnxFile.MOST_BYTES, Duration.ofSeconds(30));
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "%s: not an address (%s)".formatted(address, OnnxNetwork.reason(e)), e);
    }
  }

  /** Whether a word is meant as an address, not as a file. */
  public static boolean isAddress(String word) {
    return word.regionMatches(true, 0, "http://", 0, 7)
        || word.regionMatches(true, 0, "https://", 0, 8);
  }

  /** The address without what may be secret or temporary in it. */
  public String shown() {
    var text = address.toString();
    return text.split("[?#]", 2)[0];
  }

  /** Where the file is while and after it is fetched: in a hidden folder of its own. */
  Path place(Path folder) {
    var mark = OnnxFile.sha256(address.toString().getBytes(StandardCharsets.UTF_8));
    return folder.resolve(".download-" + mark.substring(0, 12)).resolve(fileName());
  }

  private String fileName() {
    var path = Optional.ofNullable(address.getPath()).orElse("");
    var last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^\\w.-]", "_");
    return last.matches("\\.*") ? "network" + InstalledEncoder.ENDING : last;
  }

  /**
   * Fetches the file, or what is missing of it. A file that is not the one that was wanted is
   * removed.
   *
   * @param folder in which the file gets a hidden folder
   * @param sha256 the checksum that it must have
   * @return the complete file
   * @throws DataException if it cannot be had, has another checksum, or is no network and no {@code
   *     .npz} file; the message says what is kept
   */
  public Path fetch(Path folder, Optional<String> sha256, Watcher watcher) throws IOException {
    var file = fetch(folder, watcher);
    try {
      var sum =
          file.toString().endsWith(".npz")
              ? OnnxFile.sha256(Whitening.bytes(file))
              : OnnxFile.read(file).sha256();
      OnnxFile.requireStated(file, sum, sha256);
      return file;
    } catch (DataException e) {
      remove(file);
      throw new DataException("%s; what %s gave is removed".formatted(e.getMessage(), shown()), e);
    }
  }

  private Path fetch(Path folder, Watcher watcher) throws IOException {
    var file = place(folder);
    Files.createDirectories(file.getParent());
    try (var lock = OutputLock.take(file);
        var client =
            HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build()) {
      try {
        fetch(client, file, watcher);
      } finally {
        client.shutdownNow();
      }
      return file;
    } catch (IOException e) {
      throw new DataException(
          "%s: the download failed (%s)%s".formatted(shown(), words(e), kept(file)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("%s: the download was stopped%s".formatted(shown(), kept(file)), e);
    }
  }

  /**
   * Removes what was fetched.
   *
   * @param file as {@link #fetch} gave it
   */
  public void remove(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(mark(file));
    Files.deleteIfExists(file.getParent());
  }

  private static String words(IOException e) {
    var reason = e.getMessage() == null ? "" : OnnxNetwork.reason(e);
    return reason.isEmpty() ? e.getClass().getSimpleName() : reason;
  }

  private static String kept(Path file) {
    try {
      long size = Files.size(file);
      return size == 0
          ? ""
          : "; %s kB are kept, and the same command continues from there"
              .formatted(Math.ceilDiv(size, 1000));
    } catch (IOException e) {
      return "";
    }
  }

  /** What tells whether the server's file is still the same stands in a file beside. */
  private static Path mark(Path file) {
    return file.resolveSibling(file.getFileName() + ".mark");
  }

  private void fetch(HttpClient client, Path file, Watcher watcher)
      throws IOException, InterruptedException {
    long have = Files.exists(file) ? Files.size(file) : 0;
    var mark = Files.exists(mark(file)) ? Files.readString(mark(file)) : "";
    boolean resume = have > 0 && !mark.isEmpty();
    var response = request(client, resume ? have : 0, mark);
    if (resume && response.statusCode() == UNSATISFIABLE) {
      var stated = response.headers().firstValue("Content-Range").orElse("");
      response.body().close();
      if (stated.equals("bytes */" + have)) {
        return;
      }
      resume = false;
      response = request(client, 0, "");
    }
    if (response.statusCode() == PARTIAL && !startsAt(response, have)) {
      response.body().close();
      resume = false;
      response = request(client, 0, "");
    }
    try (var body = response.body()) {
      boolean partial = resume && response.statusCode() == PARTIAL;
      if (!partial && response.statusCode() != OK) {
        throw new DataException(
            "%s: the server answers %s; check the address"
                .formatted(shown(), response.statusCode()));
      }
      long from = partial ? have : 0;
      var rest = response.headers().firstValueAsLong("Content-Length");
      var total = rest.isPresent() ? OptionalLong.of(from + rest.getAsLong()) : rest;
      if (total.orElse(0) > most) {
        throw tooLarge();
      }
      if (!partial) {
        Files.deleteIfExists(file);
        Files.writeString(mark(file), validator(response).orElse(""));
      }
      watcher.arrived(from, total);
      long end = receive(body, file, from, total, watcher);
      if (total.isPresent() && end != total.getAsLong()) {
        throw new IOException("the connection ended early");
      }
    }
  }

  private static boolean startsAt(HttpResponse<?> response, long from) {
    var matcher = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    return matcher.matches() && matcher.group(1).equals(Long.toString(from));
  }

  /** A strong entity tag, or else the time of the last change. */
  private static Optional<String> validator(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> response.headers().firstValue("Last-Modified"));
  }

  private DataException tooLarge() {
    return new DataException(
        "%s: larger than %s MiB; expected a network in an ONNX file"
            .formatted(shown(), most >> 20));
  }

  /** Sends a request and follows where it leads, but not from https to http. */
  private HttpResponse<InputStream> request(HttpClient client, long from, String mark)
      throws IOException, InterruptedException {
    var at = address;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      var builder = HttpRequest.newBuilder(at).timeout(patience).header("User-Agent", "earshot");
      if (from > 0) {
        builder.header("Range", "bytes=" + from + "-").header("If-Range", mark);
      }
      var response = client.send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
      if (!List.of(301, 302, 303, 307, 308).contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      at = next(at, response.headers().firstValue("Location").orElse(""));
    }
    throw new DataException(
        "%s: the server leads on more than %s times".formatted(shown(), MOST_REDIRECTS));
  }

  URI next(URI at, String location) {
    try {
      var next = at.resolve(location);
      boolean down = at.getScheme().equalsIgnoreCase("https");
      if (location.isEmpty()
          || !isAddress(next.toString())
          || (down && !next.getScheme().equalsIgnoreCase("https"))
          || next.getHost() == null) {
        throw new DataException(
            "%s: the server leads to '%s', which is not followed: expected http or https, and https alone after https"
                .formatted(shown(), location.split("[?#]", 2)[0]));
      }
      return next;
    } catch (IllegalArgumentException e) {
      throw new DataException("%s: the server leads to what is no address".formatted(shown()), e);
    }
  }

  /** Writes the body behind what is there, and gives the size afterwards. */
  private long receive(InputStream body, Path file, long from, OptionalLong total, Watcher watcher)
      throws IOException {
    long done = from;
    var piece = new byte[PIECE];
    try (var out =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
        var guard = new SilenceGuard(body, patience)) {
      for (int count; (count = guard.read(piece)) >= 0; ) {
        done += count;
        if (done > most) {
          throw tooLarge();
        }
        var bytes = ByteBuffer.wrap(piece, 0, count);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        watcher.arrived(done, total);
      }
    }
    return done;
  }
}
