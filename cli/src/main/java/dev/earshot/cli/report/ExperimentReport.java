package dev.earshot.cli.report;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Sheet;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.data.AtomicFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An experiment's findings as files. */
public final class ExperimentReport {
  private ExperimentReport() {}

  /**
   * Writes a CSV file for each table, and {@code report.html} with tables and figures.
   *
   * @param folder is made if need be
   * @param command how to repeat it
   */
  public static void write(Experiment experiment, Findings findings, Path folder, String command)
      throws IOException {
    var page = ReportPage.of(experiment.name() + ": " + experiment.title());
    experiment.about().forEach(page::lead);
    for (Sheet sheet : findings.sheets()) {
      writeCsv(sheet, folder.resolve(sheet.name() + ".csv"));
    }
    page.section("Figures").charts(findings.charts().toArray(Chart[]::new));
    for (Sheet sheet : findings.sheets()) {
      page.section(sheet.title()).table(sheet.texts(), sheet.keys().size());
      sheet.notes().forEach(page::note);
    }
    page.section("How to repeat it").text(command);
    page.write(folder.resolve("report.html"));
  }

  private static void writeCsv(Sheet sheet, Path file) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          // The stream is the caller's to close.
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          var csv = CsvWriter.builder().build(writer);
          sheet.numbers().forEach(csv::writeRecord);
          csv.flush();
        });
  }
}
