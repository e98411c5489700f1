package dev.earshot.model;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.earshot.Predictions;
import dev.earshot.Span;
import dev.earshot.base.CsvCells;
import dev.earshot.data.ClipId;
import dev.earshot.file.AtomicFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Writes predictions as CSV. The columns are {@code
 * [run,]path[,start,end][,label],predicted,confidence}, then one for each class with its
 * probability, then the probability to be of no class if the model tells it. Columns in brackets
 * are optional. Every column has a name of its own: that of a class which is called like another
 * column begins with {@code class}, such as {@code class path}. Start and end, in seconds, are
 * there if a clip is a stretch of its file. Texts are written as {@link CsvCells#text} says, so
 * that a spreadsheet does not run them as formulas.
 */
public final class PredictionsCsv {
  private static final Set<String> OWN = Set.of("run", "path", "label", "predicted", "confidence");

  private static final List<String> SPAN = List.of("start", "end");

  private PredictionsCsv() {}

  /**
   * Some rows of the file. Either all parts of a file have a run, or none has. The same holds for
   * the true classes.
   *
   * @param run number of the run that made the predictions
   * @param predictions one row for each clip
   * @param truth the true classes of the clips, as indices
   */
  public record Part(Optional<Integer> run, Predictions predictions, Optional<int[]> truth) {}

  /**
   * Writes a file without runs and true classes. It is written completely or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Predictions predictions) throws IOException {
    write(file, List.of(new Part(Optional.empty(), predictions, Optional.empty())));
  }

  /**
   * Writes the file completely or not at all.
   *
   * @param parts at least one, in the order of the rows
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, List<Part> parts) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          // The caller closes the stream.
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          CsvWriter csv = CsvWriter.builder().build(writer);
          boolean stretches =
              parts.stream()
                  .flatMap(part -> part.predictions().ids().stream())
                  .anyMatch(id -> ClipId.parse(id).span().isPresent());
          csv.writeRecord(header(parts.getFirst(), stretches));
          for (Part part : parts) {
            for (int clip = 0; clip < part.predictions().size(); clip++) {
              csv.writeRecord(row(part, clip, stretches));
            }
          }
          csv.flush();
        });
  }

  private static List<String> header(Part part, boolean stretches) {
    List<String> header = new ArrayList<>();
    part.run().ifPresent(run -> header.add("run"));
    header.add("path");
    Set<String> own = new HashSet<>(OWN);
    if (stretches) {
      header.addAll(SPAN);
      own.addAll(SPAN);
    }
    part.truth().ifPresent(truth -> header.add("label"));
    header.add("predicted");
    header.add("confidence");
    header.addAll(classColumns(part.predictions().classes(), own));
    part.predictions()
        .unknown()
        .ifPresent(unknown -> {
          String column = CsvCells.text(unknown.name());
          // A class may have this name: its clips are known to be of no other class.
          while (header.contains(column)) {
            column = "unknown " + column;
          }
          header.add(column);
        });
    return header;
  }

  /** The classes' own names as far as these are free, whatever the order of the classes. */
  static List<String> classColumns(List<String> classes) {
    return classColumns(classes, OWN);
  }

  private static List<String> classColumns(List<String> classes, Set<String> own) {
    List<String> names = classes.stream().map(CsvCells::text).toList();
    Set<String> taken = new HashSet<>(own);
    taken.addAll(names);
    Set<String> given = new HashSet<>();
    List<String> columns = new ArrayList<>();
    for (String name : names) {
      String column = name;
      boolean free = !own.contains(column) && given.add(column);
      while (!free) {
        column = "class " + column;
        free = !taken.contains(column) && given.add(column);
      }
      columns.add(column);
    }
    return columns;
  }

  private static List<String> row(Part part, int clip, boolean stretches) {
    Predictions predictions = part.predictions();
    List<String> row = new ArrayList<>();
    part.run().ifPresent(run -> row.add(Integer.toString(run)));
    String id = predictions.ids().get(clip);
    if (stretches) {
      ClipId parts = ClipId.parse(id);
      row.add(CsvCells.text(parts.path()));
      row.add(parts.span().map(span -> Span.text(span.start())).orElse(""));
      row.add(parts.span().map(span -> Span.text(span.end())).orElse(""));
    } else {
      row.add(CsvCells.text(id));
    }
    part.truth().ifPresent(truth -> row.add(CsvCells.text(predictions.classes().get(truth[clip]))));
    row.add(CsvCells.text(predictions.text(clip)));
    row.add(probability(predictions.confidence(clip)));
    for (int c = 0; c < predictions.classes().size(); c++) {
      row.add(probability(predictions.probability(clip, c)));
    }
    predictions.unknown().ifPresent(unknown -> row.add(probability(unknown.probabilities()[clip])));
    return row;
  }

  private static String probability(float value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
