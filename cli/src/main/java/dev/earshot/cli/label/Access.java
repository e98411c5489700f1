package dev.earshot.cli.label;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Who may ask the server: its own page, and nobody else.
 *
 * <ul>
 *   <li>Each address begins with a random token, so other users and programs of this machine, who
 *       do not know it, get nothing.
 *   <li>{@code Host} must name this machine. A page of another site whose name was made to lead
 *       here (DNS rebinding) has another.
 *   <li>{@code Origin}, which a browser adds to requests that change something, must be this
 *       server. A request that changes something without one is refused.
 *   <li>{@code Sec-Fetch-Site}, where a browser states it, must not be another site. Only the page
 *       itself may be opened from elsewhere, by a link.
 * </ul>
 *
 * @param token the first part of each path
 * @param port where the server listens
 */
record Access(String token, int port) {
  /** 192 bits cannot be guessed. */
  private static final int TOKEN_BYTES = 24;

  /** With a new token. */
  static Access create(int port) {
    var bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Access(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), port);
  }

  /** The path of the page. */
  String root() {
    return "/" + token + "/";
  }

  /**
   * What comes after the token in a path.
   *
   * @param path as it was sent
   * @return empty if it does not begin with the token
   */
  Optional<String> within(String path) {
    int end = path.indexOf('/', 1);
    if (end < 0) {
      return Optional.empty();
    }
    // Takes as long for a token that is nearly right as for any other.
    boolean same =
        MessageDigest.isEqual(
            path.substring(0, end + 1).getBytes(StandardCharsets.UTF_8),
            root().getBytes(StandardCharsets.UTF_8));
    return same ? Optional.of(path.substring(end + 1)) : Optional.empty();
  }

  /**
   * Why a request is refused, if it is.
   *
   * @param headers those of the request
   * @param changes whether the request changes something
   * @param opens whether the request is for the page itself
   */
  Optional<String> refusal(Headers headers, boolean changes, boolean opens) {
    var hosts = List.of("127.0.0.1:" + port, "localhost:" + port);
    var host = headers.get("Host");
    if (host == null || host.size() != 1 || !hosts.contains(host.getFirst())) {
      return Optional.of("the address must begin with http://127.0.0.1:" + port);
    }
    var origin = headers.get("Origin");
    boolean own = origin != null && origin.equals(List.of("http://" + host.getFirst()));
    if (origin == null ? changes : !own) {
      return Optional.of("only the page itself may ask for this");
    }
    var site = headers.getFirst("Sec-Fetch-Site");
    if (site != null && !opens && !List.of("same-origin", "none").contains(site)) {
      return Optional.of("only the page itself may ask for this");
    }
    return Optional.empty();
  }
}
