package dev.earshot.experiments.paper;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers that the paper printed, in its units, read from {@code published.csv}. A number is
 * found by the experiment's name and the words that identify its row.
 */
final class PublishedFigures {
  private record Key(String experiment, List<String> words) {}

  private final Map<Key, String> texts = new LinkedHashMap<>();

  /** Reads the file. */
  PublishedFigures() {
    try (InputStream in = PublishedFigures.class.getResourceAsStream("published.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(text)) {
        for (NamedCsvRecord row : rows) {
          String deviation = row.getField("deviation");
          texts.put(
              new Key(row.getField("experiment"), List.of(row.getField("row").split("/"))),
              row.getField("value") + (deviation.isEmpty() ? "" : " ± " + deviation));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of a row, for example {@code 0.23 ± 0.01}; empty if there is none. */
  String of(String experiment, String... words) {
    return texts.getOrDefault(new Key(experiment, List.of(words)), "");
  }

  /** The rows of an experiment that begin with these words; the result leaves them out. */
  List<List<String>> rows(String experiment, String... first) {
    List<String> begin = List.of(first);
    List<List<String>> rows = new ArrayList<>();
    for (Key key : texts.keySet()) {
      if (key.experiment().equals(experiment)
          && key.words().size() > begin.size()
          && key.words().subList(0, begin.size()).equals(begin)) {
        rows.add(key.words().subList(begin.size(), key.words().size()));
      }
    }
    return rows;
  }
}
