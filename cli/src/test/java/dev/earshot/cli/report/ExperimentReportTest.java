package dev.earshot.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Sheet;
import dev.earshot.metrics.MeanStd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentReportTest {
  @TempDir Path folder;

  private static JsonArray charts(String html) {
    var start = "<script type=\"application/json\" id=\"charts\">";
    int from = html.indexOf(start) + start.length();
    return JsonParser.parseString(html.substring(from, html.indexOf("</script>", from)))
        .getAsJsonArray();
  }

  @Test
  void everyKindOfFigureBecomesAChart() throws IOException {
    var mean = MeanStd.of(0.5, 0.7);
    var bars =
        new Figure.Bars(
            "bars",
            "",
            Axis.fullPercent("recall"),
            List.of(new Figure.Bars.Category("dog", "7 clips")),
            List.of(new Figure.Bars.Series("ours", List.of(mean))));
    var lines =
        new Figure.Lines(
            "lines",
            "",
            Axis.linear("edges"),
            Axis.percent("accuracy"),
            List.of(new Figure.Lines.Line("ours", List.of(new Figure.Lines.Point(4, mean)))));
    var scatter =
        new Figure.Scatter(
            "map",
            "",
            List.of(
                new Figure.Scatter.Group("dog", List.of(new Figure.Scatter.Dot(1, 2, "a.wav")))));
    var sheet =
        new Sheet(
            "numbers",
            "The numbers",
            List.of("method"),
            List.of(new Sheet.Column("UA %", Sheet.Unit.PERCENT)),
            List.of(new Sheet.Row(List.of("ours"), Map.of("UA %", mean), "63.8")),
            List.of("a note"));
    var findings = new Findings(List.of(sheet), List.of(bars, lines, scatter));
    var experiment =
        new Experiment("fig0", "Our title", List.of("5 runs"), List.of(), results -> findings);
    ExperimentReport.write(experiment, findings, folder.resolve("out"), "earshot experiment fig0");

    assertEquals(2, Files.readAllLines(folder.resolve("out/numbers.csv")).size());
    var page = Files.readString(folder.resolve("out/report.html"));
    for (var text : List.of("fig0: Our title", "5 runs", "a note", "earshot experiment fig0")) {
      assertTrue(page.contains(text), text);
    }
    assertTrue(page.contains("<td class=\"number\">60.0 ± 14.1</td>"), "a row of the table");
    var charts = charts(page);
    assertEquals(3, charts.size());
    var first = charts.get(0).getAsJsonObject();
    assertEquals("BarChart", first.get("kind").getAsString());
    assertEquals("FULL_PERCENT", first.getAsJsonObject("x").get("scale").getAsString());
    assertEquals(
        "[0.6,0.45858,0.74142]",
        first
            .getAsJsonArray("bars")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("values")
            .get(0)
            .toString());
    var second = charts.get(1).getAsJsonObject();
    assertEquals("LineChart", second.get("kind").getAsString());
    assertEquals("PERCENT", second.getAsJsonObject("y").get("scale").getAsString());
    assertEquals("ScatterChart", charts.get(2).getAsJsonObject().get("kind").getAsString());
    assertTrue(charts.get(2).toString().contains("a.wav"));
  }
}
