package dev.earshot.cli.report;

import dev.earshot.base.SafeText;

/** Escapes text for HTML, and control characters as {@link SafeText} does. */
final class Html {
  private Html() {}

  /** Prose: escaped, and with no line break between a number and its % sign. */
  static String prose(String plain) {
    return text(SafeText.line(plain)).replace(" %", "\u00A0%");
  }

  /** Text as the content of an element or a quoted attribute. */
  static String text(String plain) {
    return SafeText.lines(plain)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
