package dev.earshot.cli.report;

/** Texts inside HTML. */
final class Html {
  private Html() {}

  /** A text to read: no line ends between a number and its per cent. */
  static String prose(String plain) {
    return text(plain).replace(" %", "\u00A0%");
  }

  /** A text as content of an element or of a quoted attribute, as it stands. */
  static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
