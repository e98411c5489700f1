package dev.earshot.cli.report;

/** Escapes text for HTML. */
final class Html {
  private Html() {}

  /** Prose: escaped, and with no line break between a number and its % sign. */
  static String prose(String plain) {
    return text(plain).replace(" %", "\u00A0%");
  }

  /** Text as the content of an element or a quoted attribute. */
  static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
