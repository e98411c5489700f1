package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.format.TableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A label track as Audacity exports it: a line for each label, with start and end in seconds and
 * the label between tabs. A second line about frequencies, which begins with a backslash, is passed
 * over.
 *
 * @param file the file
 * @param rows the labelled stretches
 * @param points how many labels mark a point, which is no stretch
 */
record LabelTrack(Path file, List<Row> rows, int points) {
  private static final String TAB = "\t";
  private static final int LOOK = 1 << 12;

  /**
   * A labelled stretch.
   *
   * @param label empty if it is blank or means no label
   * @param origin file and row, for messages
   */
  record Row(Span span, Optional<String> label, String origin) {}

  LabelTrack {
    rows = List.copyOf(rows);
  }

  /**
   * Whether a text file is a label track: its first line has a number among its first two cells,
   * which are separated by a tab.
   */
  static boolean isTrack(Path file) throws IOException {
    if (!hasEnding(file) || Files.size(file) == 0) {
      return false;
    }
    String begin;
    try (var in = Files.newInputStream(file)) {
      // Bytes of UTF-16 that no label needs are left out; read() decodes the text.
      begin =
          new String(in.readNBytes(LOOK), StandardCharsets.ISO_8859_1)
              .replaceAll("[^\\t\\n\\r -~]", "");
    }
    return begin
        .lines()
        .filter(LabelTrack::isLabel)
        .findFirst()
        .map(line -> line.split(TAB, -1))
        .filter(cells -> cells.length > 1)
        .filter(cells -> CellSeconds.isOne(cells[0]) || CellSeconds.isOne(cells[1]))
        .isPresent();
  }

  private static boolean hasEnding(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(LabelFiles.TXT);
  }

  private static boolean isLabel(String line) {
    return !line.isBlank() && !line.startsWith("\\");
  }

  /**
   * Reads a label track.
   *
   * @throws DataException if a line is not a label; the message names file and row
   */
  static LabelTrack read(Path file) throws IOException {
    var rows = new ArrayList<Row>();
    int points = 0;
    var lines = TableText.read(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      var origin = "%s, row %s".formatted(file, i + 1);
      if (isLabel(lines.get(i))) {
        var cells = lines.get(i).split(TAB, 3);
        try {
          if (cells.length < 2) {
            throw new DataException(
                "'%s': expected start, end and label with tabs between them"
                    .formatted(lines.get(i).strip()));
          }
          double start = CellSeconds.read("start", cells[0]);
          if (start == CellSeconds.read("end", cells[1])) {
            points++;
          } else {
            var label = ClassNames.normal(cells.length > 2 ? cells[2] : "");
            var named =
                Optional.of(label)
                    .filter(name -> !name.isEmpty() && !ClassNames.isUnlabelled(name));
            rows.add(new Row(CellSeconds.span(cells[0], cells[1]), named, origin));
          }
        } catch (DataException e) {
          throw new DataException(origin + ": " + e.getMessage(), e);
        }
      }
    }
    return new LabelTrack(file, rows, points);
  }
}
