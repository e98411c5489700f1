package dev.earshot.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.SharedData;
import dev.earshot.cli.CommandRun;
import dev.earshot.cli.SmallData;
import dev.earshot.cli.report.RenderedPage.RenderedChart;
import dev.earshot.data.DatasetNpz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report that a training leaves, in a real browser. */
class RunReportTest extends BrowserTests {
  private static final List<String> BENCHMARK =
      List.of(
          "Recall",
          "Average precision",
          "Confusion matrix",
          "Accuracy by confidence",
          "Predictions by confidence",
          "Map of the clips",
          "Losses",
          "Validation scores");

  /** After cross-validation the network that is kept is not validated. */
  private static final List<String> FOLDS = BENCHMARK.subList(0, BENCHMARK.size() - 1);

  private static final List<String> VOTE =
      List.of("Weight in the vote", "Unweighted accuracy in cross-validation");

  @TempDir private Path folder;

  private static List<String> with(List<String> first, List<String> last) {
    return Stream.concat(first.stream(), last.stream()).toList();
  }

  /** As it is on a wide light screen, and on a phone in the dark. */
  private List<RenderedPage> opened(Path page, String name, List<String> charts) throws Exception {
    var pages =
        List.of(rendered(page, name, 1200, false, charts), rendered(page, name, 390, true, charts));
    assertFalse(pages.get(0).background().equals(pages.get(1).background()), "no dark colours");
    return pages;
  }

  private RenderedPage rendered(
      Path page, String name, int width, boolean dark, List<String> charts) throws Exception {
    var browser = browser();
    browser.open(page, width, dark);
    var rendered = RenderedPage.of(browser);
    rendered.check(charts.size(), charts.size());
    assertEquals(charts, rendered.charts().stream().map(RenderedChart::title).toList());
    ReportPageTest.photograph(browser, "%s-%d-%s".formatted(name, width, dark ? "dark" : "light"));
    return rendered;
  }

  @Test
  void aBenchmarkOfRealClips() throws Exception {
    var data = SharedData.path("esc10");
    var run = folder.resolve("run");
    CommandRun.succeeding(
        "train",
        data,
        "--encoder",
        "logmel",
        "--out",
        run,
        "--recipe",
        "graph",
        "--epochs",
        20,
        "--runs",
        2,
        // With a tenth of the labels no class has enough to hold one out for validation.
        "--label-rate",
        0.2);
    var report = run.resolve("report.html");
    for (var page : opened(report, "esc10", BENCHMARK)) {
      var recall = page.charts().getFirst();
      for (var name : List.of("001_Dog_bark", "002_Rain", "003_Sea_waves")) {
        assertTrue(recall.texts().contains(name), recall.texts().toString());
      }
      assertTrue(page.charts().get(5).marks() >= 400, "dots: " + page.charts().get(5).marks());
    }
    var browser = browser();
    browser.open(report, 800, false);
    // The address is right if the browser can tell how long the first clip lasts.
    var seconds =
        browser.evaluate(
            """
            new Promise((done, failed) => {
              const player = document.querySelector('audio');
              player.onloadedmetadata = () => done(player.duration);
              player.onerror = () => failed(new Error(player.src));
              player.preload = 'metadata';
              player.load();
            })
            """);
    assertEquals(5, seconds.getAsDouble(), 0.1);
    assertTrue(browser.evaluate("document.querySelectorAll('audio').length").getAsInt() >= 9);
  }

  @Test
  void aTableHasNoPlayersAndOneRunHasIntervalsOfItsClips() throws Exception {
    var table = SmallData.table(folder.resolve("table.npz"));
    var run = folder.resolve("run");
    CommandRun.succeeding(
        "train", table, "--out", run, "--epochs", 20, "--runs", 1, "--label-rate", 0.1);
    opened(run.resolve("report.html"), "table", with(BENCHMARK.subList(0, 6), VOTE));
    var html = Files.readString(run.resolve("report.html"));
    assertFalse(html.contains("<audio"));
    assertTrue(html.contains("there are no clips to play"));
    assertTrue(html.contains("95\u00A0% bootstrap interval over the 9 test clips"));
    assertTrue(html.contains("--epochs 20 --runs 1 --label-rate 0.1"));

    var evaluated = folder.resolve("evaluated.html");
    CommandRun.succeeding("evaluate", run, table, "--report", evaluated);
    opened(evaluated, "evaluated", BENCHMARK.subList(0, 6));
  }

  /** Clips that never had a label are on the map, and count in no separation of classes. */
  @Test
  void hiddenLabelsBesideClipsWithoutOne() throws Exception {
    var random = new Random(3);
    List<float[]> vectors = new ArrayList<>();
    List<Optional<String>> labels = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      vectors.add(
          new float[] {i % 2 + (float) random.nextGaussian(), (float) random.nextGaussian()});
      labels.add(i < 40 ? Optional.of("c" + i % 2) : Optional.empty());
    }
    var table = folder.resolve("some.npz");
    DatasetNpz.write(Dataset.ofVectors(vectors, labels, "npz"), table);
    var run = folder.resolve("run");
    CommandRun.succeeding(
        "train",
        table,
        "--out",
        run,
        "--recipe",
        "paper",
        "--epochs",
        2,
        "--runs",
        1,
        "--label-rate",
        0.3);
    var html = Files.readString(run.resolve("report.html"));
    assertTrue(html.contains("Separation of the classes"));
  }

  @Test
  void unlabelledClipsShowWhatWasFoundAndWhatIsUncertain() throws Exception {
    var sounds = SmallData.sounds(folder.resolve("my #1 sounds"), 6);
    var run = folder.resolve("run");
    CommandRun.succeeding("train", sounds, "--out", run, "--encoder", "lld");
    opened(
        run.resolve("report.html"),
        "real",
        with(List.of("Predicted classes", "Predictions by confidence", "Map of the clips"), VOTE));
    var html = Files.readString(run.resolve("report.html"));
    assertTrue(html.contains("src=\"./../my%20%231%20sounds/unlabelled/clip-"), "player's address");
    assertTrue(html.contains("From cross-validation inside the labels"));
  }

  @Test
  void manyClassesStayReadable() throws Exception {
    var data = SharedData.path("audioset-vggish/audioset33-small.npz");
    var run = folder.resolve("run");
    CommandRun.succeeding(
        "train", data, "--out", run, "--recipe", "graph", "--epochs", 3, "--folds", 2);
    for (var page : opened(run.resolve("report.html"), "audioset", FOLDS)) {
      var names = page.charts().getFirst().texts();
      assertTrue(names.contains("Gong"), names.toString());
    }
  }
}
