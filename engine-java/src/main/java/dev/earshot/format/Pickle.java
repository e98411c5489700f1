package dev.earshot.format;

import dev.earshot.DataException;
import dev.earshot.file.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a Python pickle that holds SciPy CSR matrices, numpy arrays of numbers, numbers, text,
 * lists, tuples and dicts, and nothing else. A pickle is a program for a small stack machine, which
 * can call any Python function by name. This reader knows the few names of {@link PickledObjects}
 * and makes plain Java values for them; it runs no code, and refuses every other name.
 *
 * <p>Values are {@link Long}, {@link Double}, {@link Boolean}, {@link String}, {@link List}, {@link
 * Map}, {@link NumberArray}, {@link CsrArrays} and {@link #NONE}. Python's bytes are strings whose
 * characters are the bytes.
 *
 * @see <a href="https://docs.python.org/3/library/pickletools.html">the opcodes</a>
 */
public final class Pickle {
  /** Python's None. */
  static final Object NONE = Optional.empty();

  private static final Object MARK = new Object();
  private static final long MOST_BYTES = 1L << 30;

  private final Path file;
  private final ByteBuffer input;
  private final PickledObjects objects;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Pickle(Path file, byte[] bytes) {
    this.file = file;
    input = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    objects = new PickledObjects(file, bytes.length);
  }

  /**
   * Reads the one value of a file.
   *
   * @throws DataException if the file is not a complete pickle of such values
   */
  public static Object read(Path file) throws IOException {
    return new Pickle(file, InputFile.bytes(file, MOST_BYTES, "a pickle")).value();
  }

  private Object value() {
    while (true) {
      int opcode = unsigned();
      if (opcode == '.') {
        return objects.finished(pop());
      }
      step(opcode);
    }
  }

  private void step(int opcode) {
    switch (opcode) {
      case 0x80 -> unsigned(); // PROTO
      case 0x95 -> require(eight()); // FRAME: it only groups the opcodes that follow
      case '(' -> stack.add(MARK);
      case '0' -> pop();
      case '1' -> sinceMark();
      case '2' -> stack.add(top());
      case 'N' -> stack.add(NONE);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'I' -> stack.add(number(line()));
      case 'L' -> stack.add(number(line().replace("L", "")));
      case 'J' -> stack.add((long) four());
      case 'K' -> stack.add((long) unsigned());
      case 'M' -> stack.add((long) unsigned() + 256L * unsigned());
      case 0x8a -> stack.add(longOf(unsigned())); // LONG1
      case 0x8b -> stack.add(longOf(four())); // LONG4
      case 'F' -> stack.add(decimal(line()));
      case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(eight())));
      case 'S' -> stack.add(unquoted(line()));
      case 'V' -> stack.add(line());
      case 'T', 'B' -> stack.add(bytes(four()));
      case 'U', 'C' -> stack.add(bytes(unsigned()));
      case 0x8e, 0x96 -> stack.add(bytes(eight())); // BINBYTES8, BYTEARRAY8
      case 'X' -> stack.add(text(four()));
      case 0x8c -> stack.add(text(unsigned())); // SHORT_BINUNICODE
      case 0x8d -> stack.add(text(eight())); // BINUNICODE8
      default -> stepOfStructure(opcode);
    }
  }

  private void stepOfStructure(int opcode) {
    switch (opcode) {
      case ')' -> stack.add(List.of());
      case 't' -> stack.add(Collections.unmodifiableList(sinceMark()));
      case 0x85, 0x86, 0x87 -> stack.add(Collections.unmodifiableList(last(opcode - 0x84)));
      case ']' -> stack.add(new ArrayList<>());
      case 'l' -> stack.add(sinceMark());
      case 'a' -> append(last(1));
      case 'e' -> append(sinceMark());
      case '}' -> stack.add(new LinkedHashMap<>());
      case 'd' -> {
        var entries = sinceMark();
        stack.add(new LinkedHashMap<>());
        put(entries);
      }
      case 's' -> put(last(2));
      case 'u' -> put(sinceMark());
      case 'c' -> stack.add(objects.named(line(), line()));
      case 0x93 -> { // STACK_GLOBAL
        var name = last(2);
        stack.add(objects.named(string(name.get(0)), string(name.get(1))));
      }
      case 'R', 0x81 -> { // REDUCE, NEWOBJ
        var call = last(2);
        stack.add(objects.made(call.get(0), list(call.get(1))));
      }
      case 'b' -> {
        var state = pop();
        stack.add(objects.filled(pop(), state));
      }
      case 'p' -> memo.put(index(number(line())), top());
      case 'q' -> memo.put(unsigned(), top());
      case 'r' -> memo.put(four(), top());
      case 0x94 -> memo.put(memo.size(), top()); // MEMOIZE
      case 'g' -> stack.add(remembered(index(number(line()))));
      case 'h' -> stack.add(remembered(unsigned()));
      case 'j' -> stack.add(remembered(four()));
      default -> throw wrong("opcode 0x%02x, which such a pickle does not need".formatted(opcode));
    }
  }

  private Object pop() {
    Object value = top();
    stack.removeLast();
    return value;
  }

  private Object top() {
    if (stack.isEmpty() || stack.getLast() == MARK) {
      throw wrong("a value is missing");
    }
    return stack.getLast();
  }

  /** Takes the values above the last mark, and the mark. */
  private List<Object> sinceMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw wrong("a mark is missing");
    }
    var above = stack.subList(mark + 1, stack.size());
    var values = new ArrayList<>(above);
    above.clear();
    stack.removeLast();
    return values;
  }

  private List<Object> last(int count) {
    var values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(pop());
    }
    Collections.reverse(values);
    return values;
  }

  private void append(List<Object> values) {
    if (!(top() instanceof ArrayList<?>)) {
      throw wrong("values are added to something that is not a list");
    }
    list(top()).addAll(values);
  }

  private void put(List<Object> entries) {
    if (!(top() instanceof LinkedHashMap<?, ?>) || entries.size() % 2 != 0) {
      throw wrong("entries are put into something that is not a dict");
    }
    @SuppressWarnings("unchecked")
    var map = (Map<Object, Object>) top();
    for (int i = 0; i < entries.size(); i += 2) {
      Object key = entries.get(i);
      if (!(key instanceof Long || key instanceof String)) {
        throw wrong("a key of a dict is neither a whole number nor text");
      }
      map.put(key, entries.get(i + 1));
    }
  }

  private Object remembered(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw wrong("it refers to a value that was not stored");
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private List<Object> list(Object value) {
    if (value instanceof List<?> values) {
      return (List<Object>) values;
    }
    throw wrong("expected a tuple or a list");
  }

  private String string(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong("expected a name");
  }

  private void require(long count) {
    if (count < 0 || count > input.remaining()) {
      throw wrong("the file is cut short");
    }
  }

  private int unsigned() {
    require(1);
    return Byte.toUnsignedInt(input.get());
  }

  private int four() {
    require(4);
    return input.getInt();
  }

  private long eight() {
    require(8);
    return input.getLong();
  }

  private String bytes(long count) {
    return new String(taken(count), StandardCharsets.ISO_8859_1);
  }

  private String text(long count) {
    return new String(taken(count), StandardCharsets.UTF_8);
  }

  private byte[] taken(long count) {
    require(count);
    var taken = new byte[(int) count];
    input.get(taken);
    return taken;
  }

  /** The characters before the next line end, which is taken, too. */
  private String line() {
    int end = input.position();
    while (end < input.limit() && input.get(end) != '\n') {
      end++;
    }
    String line = bytes(end - input.position());
    unsigned();
    return line;
  }

  /** A little-endian integer in two's complement. */
  private long longOf(int count) {
    if (count > Long.BYTES) {
      throw wrong("a whole number of more than 64 bits");
    }
    byte[] digits = taken(count);
    long value = count > 0 && digits[count - 1] < 0 ? -1 : 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << Byte.SIZE | Byte.toUnsignedLong(digits[i]);
    }
    return value;
  }

  /** A whole number; 00 and 01 are Python's False and True. */
  private Object number(String digits) {
    if (digits.equals("00") || digits.equals("01")) {
      return digits.equals("01");
    }
    try {
      return Long.parseLong(digits.strip());
    } catch (NumberFormatException e) {
      throw wrong("'%s' is not a whole number".formatted(digits));
    }
  }

  private int index(Object number) {
    return number instanceof Long index ? (int) (long) index : number.equals(true) ? 1 : 0;
  }

  private double decimal(String digits) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      throw wrong("'%s' is not a number".formatted(digits));
    }
  }

  /** The characters of a quoted Python string, with its escapes replaced. */
  private String unquoted(String quoted) {
    int last = quoted.length() - 1;
    if (last < 1
        || "'\"".indexOf(quoted.charAt(0)) < 0
        || quoted.charAt(last) != quoted.charAt(0)) {
      throw wrong("text without quotes");
    }
    var text = new StringBuilder();
    for (int i = 1; i < last; i++) {
      char c = quoted.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = quoted.charAt(++i);
      if (escaped == 'x' && i + 2 < last) {
        int high = Character.digit(quoted.charAt(i + 1), 16);
        int low = Character.digit(quoted.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          throw wrong("text with a damaged \\x");
        }
        text.append((char) (16 * high + low));
        i += 2;
      } else {
        int known = "ntr\\'\"".indexOf(escaped);
        if (known < 0) {
          throw wrong("text with an unknown \\" + escaped);
        }
        text.append("\n\t\r\\'\"".charAt(known));
      }
    }
    return text.toString();
  }

  private DataException wrong(String what) {
    return PickledObjects.wrong(file, "byte %s: %s".formatted(input.position(), what));
  }
}
