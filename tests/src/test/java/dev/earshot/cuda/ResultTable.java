package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A table of docs/results, as {@code docs/tables.py} reads it.
 *
 * @param command what made it
 */
record ResultTable(String command, List<String> columns, List<List<String>> rows) {
  private static final Path RESULTS = Path.of("..", "docs", "results");
  private static final boolean WRITES = "write".equals(System.getProperty("earshot.tables"));

  static ResultTable read(String name) throws IOException {
    assumeTrue(Files.isDirectory(RESULTS), "skipped: the documents are not beside these tests");
    return new Gson().fromJson(Files.readString(RESULTS.resolve(name)), ResultTable.class);
  }

  /** The row that begins with these cells; cells of {@code -} if there is none. */
  List<String> row(String... first) {
    return rows.stream()
        .filter(row -> row.subList(0, first.length).equals(List.of(first)))
        .findFirst()
        .orElseGet(() -> columns.stream().map(column -> "-").toList());
  }

  /**
   * Requires that the stored table has these rows; with {@code -Dearshot.tables=write} it is given
   * them, and {@code docs/tables.py} then writes the page.
   */
  void mustHave(String name, List<List<String>> now) throws IOException {
    if (WRITES) {
      StringWriter text = new StringWriter();
      try (JsonWriter writer = new JsonWriter(text)) {
        writer.setIndent(" ");
        new GsonBuilder()
            .disableHtmlEscaping()
            .create()
            .toJson(new ResultTable(command, columns, now), ResultTable.class, writer);
      }
      Files.writeString(RESULTS.resolve(name), text + "\n");
    }
    assertEquals(
        lines(now),
        lines(read(name).rows()),
        name + ": write it anew by -Dearshot.tables=write, then run docs/tables.py");
  }

  private static String lines(List<List<String>> rows) {
    return String.join("\n", rows.stream().map(List::toString).toList());
  }
}
