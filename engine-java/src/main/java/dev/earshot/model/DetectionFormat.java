package dev.earshot.model;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.earshot.Detection;
import dev.earshot.Span;
import dev.earshot.base.CsvCells;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How detections are written as text. */
public enum DetectionFormat {
  /** A CSV table with the columns {@code path,start,end,class,probability}; times in seconds. */
  CSV,
  /**
   * One selection table of Raven for all recordings. Raven opens several files as one long sound:
   * begin and end count from the start of the first file, the file offset from that of their own.
   */
  RAVEN,
  /** A label track of Audacity for each recording: start, end and class. */
  AUDACITY;

  /** The name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Writes detections, recording after recording. */
  public final class Table {
    private final Writer out;
    private final CsvWriter csv;
    private double before;
    private int selections;

    /**
     * Begins a table.
     *
     * @param out gets the text; it is not closed
     */
    public Table(Writer out) throws IOException {
      this.out = out;
      this.csv = CsvWriter.builder().build(out);
      switch (DetectionFormat.this) {
        case CSV -> csv.writeRecord("path", "start", "end", "class", "probability");
        case RAVEN ->
            line(
                "Selection",
                "View",
                "Channel",
                "Begin Time (s)",
                "End Time (s)",
                "Low Freq (Hz)",
                "High Freq (Hz)",
                "Begin Path",
                "File Offset (s)",
                "Species",
                "Probability");
        case AUDACITY -> {
          // A label track has no header.
        }
      }
    }

    /**
     * Adds a recording.
     *
     * @param id what the data calls it
     * @param path its file
     */
    public void add(String id, Path path, RecordingDetector.Heard heard) throws IOException {
      for (var found : heard.detections()) {
        add(id, path, heard, found);
      }
      before += heard.seconds();
      csv.flush();
    }

    private void add(String id, Path path, RecordingDetector.Heard heard, Detection found)
        throws IOException {
      var span = found.span();
      var probability = String.format(Locale.ROOT, "%.6f", found.probability());
      switch (DetectionFormat.this) {
        case CSV ->
            csv.writeRecord(
                List.of(
                    CsvCells.text(id),
                    Span.text(span.start()),
                    Span.text(span.end()),
                    CsvCells.text(found.className()),
                    probability));
        case RAVEN ->
            line(
                Integer.toString(++selections),
                "Spectrogram 1",
                "1",
                Span.text(before + span.start()),
                Span.text(before + span.end()),
                "0",
                Integer.toString(heard.sampleRate() / 2),
                path.toAbsolutePath().normalize().toString(),
                Span.text(span.start()),
                found.className(),
                probability);
        case AUDACITY -> line(Span.text(span.start()), Span.text(span.end()), found.className());
      }
    }

    /** A line of cells with tabs between them; a tab or a line break in a cell becomes a space. */
    private void line(String... cells) throws IOException {
      for (int i = 0; i < cells.length; i++) {
        out.write(i == 0 ? "" : "\t");
        out.write(cells[i].replaceAll("\\p{Cntrl}", " "));
      }
      out.write("\n");
    }
  }
}
