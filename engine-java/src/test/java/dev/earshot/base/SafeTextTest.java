package dev.earshot.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void whatMovesTheCursorOrTurnsTheTextIsEscaped() {
    assertEquals("a\\u001B[2Jb", SafeText.line("a\033[2Jb"));
    assertEquals("a\\nearshot: b\\t\\u000D", SafeText.line("a\nearshot: b\t\r"));
    assertEquals("\\u009B1m \\u007F", SafeText.line("\u009B1m \u007F"));
    assertEquals("wav.\\u202Egpj.exe", SafeText.line("wav.\u202Egpj.exe"));
    assertEquals(
        "\\u2066\\u200F\\uFEFF\\u2028\\u0085", SafeText.line("\u2066\u200F\uFEFF\u2028\u0085"));
    assertEquals("\\uD800", SafeText.line("\uD800"));
  }

  @Test
  void aMessageEndsWhereNobodyReadsOn() {
    assertEquals("a\\nb", SafeText.message("a\nb"));
    assertEquals("x".repeat(2000), SafeText.message("x".repeat(2000)));
    assertEquals("x".repeat(2000) + " ...", SafeText.message("x".repeat(2001)));
  }

  @Test
  void severalLinesKeepTheirBreaks() {
    assertEquals("a\n\tb\\u001B\nc", SafeText.lines("a\n\tb\033\r\nc"));
  }

  @Test
  void everyLanguageStaysAsItIs() {
    for (var text :
        new String[] {
          "v\u00E4g \u96E8 \u0645\u0637\u0631",
          "\u0646\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
          "\uD83D\uDC68\u200D\uD83D\uDC67"
        }) {
      assertSame(text, SafeText.line(text));
    }
  }
}
