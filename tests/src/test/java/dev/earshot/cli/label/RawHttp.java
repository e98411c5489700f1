package dev.earshot.cli.label;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to a request that was written by hand: clients of the JDK mend what is odd in a
 * request.
 *
 * @param headers by name in lower case
 */
record RawHttp(int status, Map<String, String> headers, byte[] body) {
  private static final int PATIENCE_MILLIS = 60_000;

  /**
   * Sends a request.
   *
   * @param line the first line without the version, such as {@code GET /}
   * @param headers lines
   */
  static RawHttp send(URI server, String line, List<String> headers, byte[] body)
      throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      var request = new StringBuilder(line).append(" HTTP/1.1\r\n");
      headers.forEach(header -> request.append(header).append("\r\n"));
      request.append("Connection: close\r\n\r\n");
      var out = socket.getOutputStream();
      out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      try {
        out.write(body);
        out.flush();
      } catch (IOException e) {
        // It has answered before it got all.
      }
      return parsed(read(socket));
    }
  }

  private static byte[] read(Socket socket) throws IOException {
    var all = new ByteArrayOutputStream();
    var block = new byte[1 << 16];
    try {
      for (int n = socket.getInputStream().read(block); n >= 0; ) {
        all.write(block, 0, n);
        n = socket.getInputStream().read(block);
      }
    } catch (IOException e) {
      if (all.size() == 0) {
        throw e;
      }
    }
    return all.toByteArray();
  }

  private static RawHttp parsed(byte[] answer) {
    var text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    var lines = text.substring(0, end).split("\r\n");
    var headers = new TreeMap<String, String>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new RawHttp(
        Integer.parseInt(lines[0].split(" ")[1]),
        headers,
        text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1));
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
