package dev.earshot.format;

import dev.earshot.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header of a .npy file.
 *
 * @param bigEndian whether the most significant byte comes first
 * @param kind numpy's type letter: {@code b i u f U S}
 * @param width the width of an element, as written after the letter: in bytes, or in characters for
 *     {@code U}
 * @param fortranOrder whether the first axis changes fastest
 * @param shape the length of each axis
 */
record NpyHeader(
    boolean bigEndian, char kind, int width, boolean fortranOrder, List<Integer> shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;

  /** That of numpy. */
  private static final int MOST_AXES = 64;

  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*'(descr|fortran_order|shape)'\\s*:\\s*"
              + "('[^']*'|True|False|\\([\\d,\\sL]*+\\)|\\[.*\\])\\s*(,|(?=\\}))",
          Pattern.DOTALL);
  private static final Pattern TYPE = Pattern.compile("([<>|])([a-zA-Z])([1-9]\\d*)?(\\[.*\\])?");

  /** The number of data bytes that follow. */
  long dataBytes() {
    return Math.multiplyExact((long) NdArray.elements(shape), elementBytes());
  }

  /** The bytes that the array takes in memory; each string is an object of its own. */
  long memory() {
    boolean text = kind == 'U' || kind == 'S';
    return dataBytes() + (text ? (long) TextArray.STRING_BYTES * NdArray.elements(shape) : 0);
  }

  int elementBytes() {
    return kind == 'U' ? Math.multiplyExact(4, width) : width;
  }

  static NpyHeader read(InputStream in, String where) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw new DataException(where + ": not a .npy array (it does not start with \\x93NUMPY)");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new DataException(where + ": .npy format version " + version + "; expected 1, 2 or 3");
    }
    int lengthBytes = version == 1 ? 2 : 4;
    byte[] lengthField = Arrays.copyOf(in.readNBytes(lengthBytes), 8);
    long length = ByteBuffer.wrap(lengthField).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length > LONGEST) {
      throw new DataException(where + ": a header of " + length + " bytes is not credible");
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw new DataException(where + ": the file ends within its header");
    }
    var charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return parse(new String(text, charset).strip(), where);
  }

  private static NpyHeader parse(String text, String where) throws DataException {
    var values = new HashMap<String, String>();
    int at = 1;
    if (text.startsWith("{") && text.endsWith("}")) {
      var entry = ENTRY.matcher(text);
      while (entry.region(at, text.length()).lookingAt()) {
        values.put(entry.group(1), entry.group(2));
        at = entry.end();
      }
    }
    if (values.size() != 3 || at > text.length() || !text.substring(at).strip().equals("}")) {
      throw notAHeader(text, where);
    }
    String type = values.get("descr");
    String fortran = values.get("fortran_order");
    String shape = values.get("shape");
    if (!shape.startsWith("(") || !(fortran.equals("True") || fortran.equals("False"))) {
      throw notAHeader(text, where);
    }
    return of(type, fortran.equals("True"), axes(shape, where), where);
  }

  private static DataException notAHeader(String text, String where) {
    return new DataException(
        where + ": not a .npy header: " + abbreviated(text.lines().findFirst().orElse("")));
  }

  private static String abbreviated(String text) {
    return text.substring(0, Math.min(100, text.length()));
  }

  private static NpyHeader of(String type, boolean fortran, List<Integer> shape, String where)
      throws DataException {
    var match = TYPE.matcher(type.startsWith("'") ? type.substring(1, type.length() - 1) : type);
    if (match.matches() && match.group(2).equals("O")) {
      throw new DataException(
          where + ": holds Python objects (pickle), which are not read; save numbers or strings");
    }
    if (match.matches() && match.group(3) != null && match.group(4) == null) {
      String kind = match.group(2);
      boolean number = ElementType.ofNumpyCode(kind + match.group(3)).isPresent();
      if ((number || kind.equals("U") || kind.equals("S")) && match.group(3).length() < 9) {
        int width = Integer.parseInt(match.group(3));
        var header =
            new NpyHeader(match.group(1).equals(">"), kind.charAt(0), width, fortran, shape);
        if (match.group(1).equals("|") && (kind.equals("U") || number && width > 1)) {
          throw new DataException(
              where + ": type " + abbreviated(type) + " does not state its byte order");
        }
        return header;
      }
    }
    throw new DataException(
        "%s: elements of type %s are not supported; expected bool, int8-64, uint8-64, float32,"
                .formatted(where, abbreviated(type))
            + " float64 or fixed-width strings (convert with astype)");
  }

  private static List<Integer> axes(String shape, String where) throws DataException {
    var axes = new ArrayList<Integer>();
    try {
      for (String axis : shape.substring(1, shape.length() - 1).replace("L", "").split(",")) {
        if (!axis.isBlank()) {
          axes.add(Integer.parseInt(axis.strip()));
        }
      }
      NdArray.elements(axes);
      if (axes.size() > MOST_AXES) {
        throw new IllegalArgumentException(axes.size() + " axes");
      }
    } catch (IllegalArgumentException e) {
      throw new DataException(
          where + ": shape " + abbreviated(shape) + " is not valid, or too large", e);
    }
    return List.copyOf(axes);
  }

  /**
   * Makes a version 1 header. It is padded with spaces so that the data starts at a multiple of 64
   * bytes.
   */
  static byte[] bytes(String type, List<Integer> shape) {
    String axes = shape.stream().map(axis -> axis + ",").collect(Collectors.joining(" "));
    // One axis is written as (3,). With several axes, numpy omits the last comma.
    if (shape.size() > 1) {
      axes = axes.substring(0, axes.length() - 1);
    }
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, axes);
    int padded = -Math.floorDiv(-(10 + text.length() + 1), 64) * 64 - 10;
    if (padded > 0xFFFF) {
      throw new IllegalArgumentException("rank " + shape.size() + " is too high for a .npy file");
    }
    var buffer = ByteBuffer.allocate(10 + padded).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
    buffer.put(
        (text + " ".repeat(padded - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
    return buffer.array();
  }
}
