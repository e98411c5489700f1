package dev.earshot.cli.report;

/** Texts inside HTML. */
final class Html {
  private Html() {}

  /** A text as content of an element or of a quoted attribute. */
  static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
