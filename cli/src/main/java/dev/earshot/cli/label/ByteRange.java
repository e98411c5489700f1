package dev.earshot.cli.label;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which bytes a browser asks for (RFC 9110, section 14). It asks so for sounds, and cannot move
 * within them otherwise.
 *
 * @param first the first byte
 * @param last the last byte
 */
record ByteRange(int first, int last) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,9})-(\\d{0,9})");

  /** How many bytes these are. */
  int length() {
    return last - first + 1;
  }

  /**
   * Reads the header {@code Range}.
   *
   * @param header its value
   * @param length the number of bytes there are
   * @return empty if it does not ask for one stretch of bytes: then all are sent. A stretch that
   *     begins after the end has a length of 0 or less
   */
  static Optional<ByteRange> of(String header, int length) {
    var matcher = ONE.matcher(header.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var from = matcher.group(1);
    var to = matcher.group(2);
    if (from.isEmpty()) {
      // The last bytes.
      return to.isEmpty()
          ? Optional.empty()
          : Optional.of(new ByteRange(Math.max(0, length - Integer.parseInt(to)), length - 1));
    }
    int first = Integer.parseInt(from);
    int last = to.isEmpty() ? length - 1 : Math.min(Integer.parseInt(to), length - 1);
    return Optional.of(new ByteRange(first, last));
  }
}
