package dev.earshot.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damage to the bytes of files: of any kind, and such as texts and binary numbers are prone to. */
final class Mutations {
  /** Inputs do not grow beyond this. */
  private static final int LONGEST = 1 << 16;

  /** What ends a word, a field or a row of a text. */
  private static final String[] ENDS = {"\n", "\n\f\t,;:[]{}", "\n\f\t,;:[]{}\"'() =|"};

  /** What may stand in place of a word or field. */
  private static final byte[][] WORDS =
      texts(
          "",
          " ",
          "0",
          "-0",
          "-1",
          "1e999",
          "-1e-400",
          "NaN",
          "Infinity",
          "0x1p3",
          "2147483648",
          "9223372036854775808",
          "0.1f",
          "null",
          "true",
          "[]",
          "{}",
          "[[1]]",
          "\"\"",
          "\"",
          "\\u0000",
          "\\",
          "../../x",
          "a|b",
          "?",
          "\0",
          "\u001b[2J\r",
          "\uFEFF",
          "\u2028",
          "e\u0301\u202e\uD83D\uDC15",
          "[".repeat(300),
          "9".repeat(300),
          "x".repeat(300));

  private final SplittableRandom random;

  Mutations(SplittableRandom random) {
    this.random = random;
  }

  private static byte[][] texts(String... texts) {
    return Arrays.stream(texts)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  /**
   * A copy with one to eight changes. A few are {@link #blownUp}.
   *
   * @param other an input of which pieces may be taken
   */
  byte[] damaged(byte[] input, byte[] other) {
    byte[] changed = random.nextInt(2000) == 0 ? blownUp(input) : input;
    for (int i = 1 << random.nextInt(4); i > 0; i--) {
      byte[] next = changedOnce(changed, other);
      changed = next.length > LONGEST ? Arrays.copyOf(next, LONGEST) : next;
    }
    return changed;
  }

  /**
   * A copy in which a few bytes are repeated until it is as long as it may be. If a reader takes
   * more than a time in proportion to the file, it shows here.
   */
  byte[] blownUp(byte[] input) {
    if (input.length == 0) {
      return input;
    }
    int from = random.nextInt(input.length);
    int to = Math.min(input.length, from + 1 + random.nextInt(1 << random.nextInt(7)));
    return repeated(input, from, to, Math.max(0, LONGEST - input.length) / (to - from));
  }

  private byte[] changedOnce(byte[] input, byte[] other) {
    if (input.length == 0) {
      return other;
    }
    int at = random.nextInt(input.length);
    if (isText(input[at]) && random.nextBoolean()) {
      return textChanged(input, at);
    }
    int end = end(input, at);
    return switch (random.nextInt(9)) {
      case 0 -> with(input, at, (byte) (input[at] ^ 1 << random.nextInt(8)));
      case 1 -> {
        byte[] noise = new byte[1 + random.nextInt(8)];
        random.nextBytes(noise);
        yield replaced(input, at, Math.min(at + noise.length, input.length), noise);
      }
      case 2 -> {
        byte[] number = number();
        yield replaced(input, at, Math.min(at + number.length, input.length), number);
      }
      case 3 -> with(input, at, (byte) (input[at] + random.nextInt(-16, 17)));
      case 4 -> Arrays.copyOf(input, at);
      case 5 -> replaced(input, at, end, new byte[0]);
      case 6 -> repeated(input, at, end);
      case 7 -> spliced(input, at, other);
      default -> {
        // Two pieces that follow each other change places.
        int last = end(input, end);
        byte[] first = Arrays.copyOfRange(input, at, end);
        yield replaced(replaced(input, at, end, new byte[0]), last - first.length, first);
      }
    };
  }

  private byte[] spliced(byte[] input, int at, byte[] other) {
    if (other.length == 0) {
      return input;
    }
    int from = random.nextInt(other.length);
    byte[] piece = Arrays.copyOfRange(other, from, end(other, from));
    int over = random.nextBoolean() ? piece.length : 0;
    return replaced(input, at, Math.min(at + over, input.length), piece);
  }

  /** Where a piece that begins here ends: short ones are as likely as long ones. */
  private int end(byte[] input, int from) {
    int most = input.length - from;
    return from + Math.min(most, 1 + random.nextInt(1 << random.nextInt(13)));
  }

  private byte[] repeated(byte[] input, int from, int to) {
    int times = 1 + random.nextInt(random.nextInt(4) == 0 ? 64 : 2);
    return repeated(input, from, to, Math.min(times, 1 + (1 << 12) / (to - from)));
  }

  private static byte[] repeated(byte[] input, int from, int to, int times) {
    var pieces = ByteBuffer.allocate(times * (to - from));
    while (pieces.hasRemaining()) {
      pieces.put(input, from, to - from);
    }
    return replaced(input, to, pieces.array());
  }

  /** A number at the edge of what some type can hold, or a power of 2, in either byte order. */
  private byte[] number() {
    int width = 1 << random.nextInt(4);
    long power = 1L << random.nextInt(8 * width);
    long value =
        switch (random.nextInt(6)) {
          case 0 -> 0;
          case 1 -> -1;
          case 2 -> 1L << 8 * width - 1;
          case 3 -> (1L << 8 * width - 1) - 1;
          case 4 -> power;
          default -> power - 1;
        };
    var bytes = ByteBuffer.allocate(8);
    return random.nextBoolean()
        ? Arrays.copyOf(bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(value).array(), width)
        : Arrays.copyOfRange(bytes.putLong(value).array(), 8 - width, 8);
  }

  private byte[] textChanged(byte[] input, int at) {
    if (random.nextInt(4) == 0 && Character.isDigit(input[at])) {
      return with(input, at, (byte) ('0' + random.nextInt(10)));
    }
    String ends = ENDS[random.nextInt(ENDS.length)];
    int from = at;
    while (from > 0 && ends.indexOf(input[from - 1]) < 0) {
      from--;
    }
    int to = at;
    while (to < input.length && ends.indexOf(input[to]) < 0) {
      to++;
    }
    // With what ends it, or without.
    int whole = Math.min(input.length, to + random.nextInt(2));
    return switch (random.nextInt(4)) {
      case 0 -> replaced(input, from, whole, new byte[0]);
      case 1 -> from == whole ? input : repeated(input, from, whole);
      default -> replaced(input, from, to, WORDS[random.nextInt(WORDS.length)]);
    };
  }

  private static boolean isText(byte value) {
    return value >= ' ' && value < 0x7F || value == '\t' || value == '\n';
  }

  private static byte[] with(byte[] input, int at, byte value) {
    byte[] copy = input.clone();
    copy[at] = value;
    return copy;
  }

  private static byte[] replaced(byte[] input, int at, byte[] piece) {
    return replaced(input, at, at, piece);
  }

  /** A copy with a piece in place of the bytes from one place to before another. */
  private static byte[] replaced(byte[] input, int from, int to, byte[] piece) {
    byte[] copy = Arrays.copyOf(input, input.length - (to - from) + piece.length);
    System.arraycopy(piece, 0, copy, from, piece.length);
    System.arraycopy(input, to, copy, from + piece.length, input.length - to);
    return copy;
  }
}
