package dev.earshot.base;

import java.util.HexFormat;
import java.util.function.IntPredicate;

/**
 * Makes text that came from outside, such as a file name, safe to print. Control characters could
 * move the cursor or forge lines on a terminal or in a log. Characters that change the direction of
 * writing make a name look like another name. All of these are replaced by their escape sequences,
 * such as {@code \}{@code u001B}.
 */
public final class SafeText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int LONGEST_MESSAGE = 2000;

  private SafeText() {}

  /** Text for one line: line breaks and tabs are escaped too. Safe text is returned unchanged. */
  public static String line(String text) {
    return escaped(text, c -> unsafe(c) || c == '\n' || c == '\t');
  }

  /** A message of one line, which may quote a file: safe, and not longer than anyone reads. */
  public static String message(String text) {
    return line(
        text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + " ...");
  }

  /** Text of several lines: line breaks and tabs stay. Safe text is returned unchanged. */
  public static String lines(String text) {
    return escaped(text.replace("\r\n", "\n"), SafeText::unsafe);
  }

  private static String escaped(String text, IntPredicate escape) {
    if (text.codePoints().noneMatch(escape)) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          if (!escape.test(c)) {
            safe.appendCodePoint(c);
          } else if (c == '\n') {
            safe.append("\\n");
          } else if (c == '\t') {
            safe.append("\\t");
          } else {
            // JSON has the same escape sequences, so this is also right within a JSON string.
            for (char unit : Character.toChars(c)) {
              safe.append("\\u").append(HEX.toHexDigits(unit));
            }
          }
        });
    return safe.toString();
  }

  private static boolean unsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c != '\n' && c != '\t';
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      // Two joiners belong to the spelling of some languages and to emoji.
      case Character.FORMAT -> c != '\u200C' && c != '\u200D' && !isEmojiTag(c);
      default -> false;
    };
  }

  /** The characters that spell the region of a flag. */
  private static boolean isEmojiTag(int c) {
    return c >= 0xE0020 && c <= 0xE007F;
  }
}
