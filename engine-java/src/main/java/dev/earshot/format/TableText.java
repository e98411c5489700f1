package dev.earshot.format;

import dev.earshot.DataException;
import dev.earshot.file.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads the text of a table: UTF-8, or UTF-16 as spreadsheets write it, without byte order mark.
 */
public final class TableText {
  private static final long MOST_BYTES = 1L << 29;

  private TableText() {}

  public static String read(Path file) throws IOException {
    byte[] bytes = InputFile.bytes(file, MOST_BYTES, "a table of clips");
    String text = decode(file, bytes, charset(bytes));
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static Charset charset(byte[] bytes) {
    if (bytes.length < 2) {
      return StandardCharsets.UTF_8;
    }
    int first = bytes[0] & 0xFF;
    int second = bytes[1] & 0xFF;
    if (first == 0xFF && second == 0xFE || first != 0 && second == 0) {
      return StandardCharsets.UTF_16LE;
    }
    return first == 0xFE && second == 0xFF || first == 0 && second != 0
        ? StandardCharsets.UTF_16BE
        : StandardCharsets.UTF_8;
  }

  private static String decode(Path file, byte[] bytes, Charset charset) throws DataException {
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length + 1);
    var decoder = charset.newDecoder();
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    String text = out.toString();
    if (result.isError()) {
      long row = 1 + text.replace("\r\n", "\n").chars().filter(c -> c == '\n' || c == '\r').count();
      throw new DataException(
          "%s, row %s: not %s text; save the table as UTF-8 (in Excel: 'CSV UTF-8')"
              .formatted(file, row, charset));
    }
    if (text.indexOf('\0') >= 0) {
      throw new DataException(file + ": not a table: it has characters of code 0");
    }
    return text;
  }
}
