package dev.earshot.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cli.report.BarChart.Bars;
import dev.earshot.cli.report.BarChart.Category;
import dev.earshot.cli.report.HeatMap.Cell;
import dev.earshot.cli.report.LineChart.Line;
import dev.earshot.cli.report.LineChart.Point;
import dev.earshot.cli.report.LineChart.Rule;
import dev.earshot.cli.report.LineChart.Weight;
import dev.earshot.cli.report.ScatterChart.Dot;
import dev.earshot.cli.report.ScatterChart.Group;
import dev.earshot.metrics.Interval;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of chart, with names as awkward as users' folders may have them. */
class ReportPageTest extends BrowserTests {
  private static final String AWKWARD = "</script><b onload=alert(1)>\"rock & 'roll'\" {x|y}";
  private static final int CLASSES = 33;

  @TempDir private Path folder;

  private static List<String> names() {
    return IntStream.range(0, CLASSES)
        .mapToObj(i -> i == 0 ? AWKWARD : "Kind of sound %s %d".formatted("o".repeat(i % 9), i))
        .toList();
  }

  static ReportPage sample() {
    var random = new Random(1);
    var names = names();
    var intervals = IntStream.range(0, CLASSES).mapToObj(i -> Interval.wilson(i, CLASSES)).toList();
    var categories =
        IntStream.range(0, CLASSES)
            .mapToObj(i -> new Category(names.get(i), Integer.toString(10 * i)))
            .toList();
    return ReportPage.of("A sample: " + AWKWARD)
        .lead("Every kind of chart.")
        .section("Lines")
        .facts(
            List.of(
                new ReportPage.Fact("accuracy", "66.5 %", "± 4.5, five runs"),
                new ReportPage.Fact(AWKWARD, "79.0 %", "")))
        .charts(
            new LineChart(
                "Loss",
                "On a logarithmic axis.",
                Axis.of("epoch"),
                Axis.log("loss"),
                List.of(line("cross-entropy", 200, 2), line("denoise", 200, 0.5))),
            new LineChart(
                "Validation",
                "",
                Axis.of("epoch"),
                Axis.percent("unweighted accuracy"),
                List.of(
                    new Line(
                        "ours",
                        IntStream.range(0, 8)
                            .mapToObj(i ->
                                new Point(
                                    i,
                                    new Interval(0.5 + i / 20.0, 0.45 + i / 20.0, 0.6 + i / 20.0)))
                            .toList()),
                    new Line("ours", Weight.FAINT, line("", 8, 0.5).points()),
                    new Line(
                        "chance", Weight.REFERENCE, List.of(new Point(0, 0.1), new Point(7, 0.1)))),
                List.of(new Rule(4, "chosen"))))
        .section("Bars")
        .charts(
            new BarChart(
                "Recall",
                "",
                Axis.fullPercent("recall"),
                categories,
                List.of(new Bars("recall", intervals))),
            new BarChart(
                "Two of a kind",
                "",
                Axis.of("points"),
                categories.subList(0, 5),
                List.of(
                    new Bars("ours", intervals.subList(5, 10)),
                    new Bars("theirs", intervals.subList(10, 15)))))
        .section("Heat map")
        .charts(
            new HeatMap(
                "Confusion",
                "A note.",
                "true class",
                "taken for",
                names,
                names,
                IntStream.range(0, CLASSES)
                    .mapToObj(row ->
                        IntStream.range(0, CLASSES)
                            .mapToObj(column -> {
                              double depth = row == column ? 0.9 : random.nextInt(8) == 0 ? 0.2 : 0;
                              return new Cell(
                                  depth, depth == 0 ? "" : "" + (int) (100 * depth), depth + "");
                            })
                            .toList())
                    .toList()))
        .section("Map")
        .charts(
            new ScatterChart(
                "t-SNE",
                "",
                names.stream()
                    .map(name -> {
                      double x = random.nextGaussian(0, 20);
                      double y = random.nextGaussian(0, 20);
                      return new Group(
                          name,
                          IntStream.range(0, 20)
                              .mapToObj(i ->
                                  new Dot(
                                      x + random.nextGaussian(),
                                      y + random.nextGaussian(),
                                      AWKWARD + i,
                                      "test clip",
                                      i % 3 == 0))
                              .toList());
                    })
                    .toList()))
        .section("Words")
        .text("A text with " + AWKWARD)
        .table(List.of(List.of("method", "UA %", "mAP %"), List.of(AWKWARD, "63.1", "70.2")), 1)
        .clips(
            List.of(
                new ReportPage.Clip(
                    AWKWARD + ".wav", "dog, taken for rain", Optional.of("a%20b.wav")),
                new ReportPage.Clip("b.wav", "dog, taken for rain", Optional.empty())))
        .command("earshot train 'my sounds' --out run");
  }

  private static Line line(String name, int points, double from) {
    return new Line(
        name,
        IntStream.range(0, points)
            .mapToObj(i -> new Point(i, from * Math.exp(-3.0 * i / points) + 0.01))
            .toList());
  }

  @Test
  void drawsInLightAndDarkWideAndNarrow() throws Exception {
    var file = folder.resolve("report.html");
    sample().write(file);
    var browser = browser();
    for (int width : new int[] {1200, 390}) {
      for (boolean dark : new boolean[] {false, true}) {
        browser.open(file, width, dark);
        RenderedPage.of(browser).check(6, CLASSES);
        photograph(browser, "sample-%d-%s".formatted(width, dark ? "dark" : "light"));
      }
    }
    assertEquals(
        AWKWARD + ".wav",
        browser.evaluate("document.querySelector('.clips b').textContent").getAsString());
  }

  @Test
  void textsAreNoMarkup() {
    var html = sample().html();
    assertFalse(html.contains("<b onload"), "a name became an element");
    assertEquals(3, html.split("</script>", -1).length - 1);
    assertTrue(html.contains("&lt;/script&gt;"));
  }

  @Test
  void numbersThatNoChartCanShowAreRefused() {
    var page =
        ReportPage.of("x")
            .charts(
                new ScatterChart(
                    "map",
                    "",
                    List.of(new Group("a", List.of(new Dot(Double.NaN, 0, "a", "", true))))));
    assertThrows(NumberFormatException.class, page::html);
    var three = IntStream.range(0, 3).mapToObj(i -> Interval.exact(i)).toList();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new BarChart(
                "",
                "",
                Axis.of(""),
                List.of(new Category("a", "")),
                List.of(new Bars("b", three))));
    assertThrows(
        IllegalArgumentException.class,
        () -> new HeatMap("", "", "", "", List.of("a"), List.of("b"), List.of()));
  }

  /** For the eyes of whoever works on the page: -Dearshot.test.flags=-Dearshot.pictures=FOLDER. */
  static void photograph(Browser browser, String name) throws Exception {
    var pictures = System.getProperty("earshot.pictures");
    if (pictures != null) {
      browser.photograph(Path.of(pictures, name + ".png"));
      browser.print(Path.of(pictures, name + ".pdf"));
    }
  }
}
