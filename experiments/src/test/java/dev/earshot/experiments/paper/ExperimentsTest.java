package dev.earshot.experiments.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.DatasetNpz;
import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Runner;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.TinyData;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.CellStore;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.cells.Trial;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.experiments.data.DataSources;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import dev.earshot.run.RunTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every experiment from its data to its tables and figures. */
class ExperimentsTest {
  @TempDir static Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    TinyData.table(folder.resolve("table.npz"));
    TinyData.clips(folder.resolve("clips"));
    TinyData.noises(folder.resolve("root"));
    TinyData.graphs(folder.resolve("root"));
  }

  private static DataSources sources(Path given, List<String> notes) {
    return new DataSources(
        Optional.of(given), folder.resolve("root"), Optional.of("logmel"), 2, notes::add);
  }

  private static Experiment experiment(String name, int runs)
      throws IOException, InterruptedException {
    var data = folder.resolve(name.equals(Table4.NAME) ? "clips" : "table.npz");
    return new Experiments(sources(data, new ArrayList<>()), true, runs, TinyData::recipe)
        .named(name);
  }

  private static Results run(Experiment experiment, CellStore store, AtomicInteger done)
      throws IOException, InterruptedException {
    return runner(store, "1").run(experiment, done::incrementAndGet);
  }

  private static Runner runner(CellStore store, String version) {
    return new Runner(store, Backends.choose("simd").provider(), version, 2);
  }

  static Stream<String> names() {
    return Experiments.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void fromDataToTables(String name) throws IOException, InterruptedException {
    var experiment = experiment(name, 1);
    var out = folder.resolve("out-" + name);
    var done = new AtomicInteger();
    Results results;
    try (var store = CellStore.open(out)) {
      results = run(experiment, store, done);
    }
    assertEquals(
        experiment.cells().stream().map(cell -> cell.fingerprint("simd")).distinct().count(),
        done.get());
    var findings = experiment.analysis().apply(results);
    assertFalse(findings.figures().isEmpty(), name);
    for (var sheet : findings.sheets()) {
      sheet.writeCsv(out);
      var lines = Files.readAllLines(out.resolve(sheet.name() + ".csv"));
      assertEquals(1 + sheet.rows().size(), lines.size());
      var distinct = sheet.rows().stream().map(Sheet.Row::keys).distinct().count();
      assertEquals(sheet.rows().size(), distinct, "rows of " + sheet.name());
      for (var row : sheet.rows()) {
        assertEquals(sheet.keys().size(), row.keys().size());
        boolean ofThePaper = row.scores().isEmpty();
        assertTrue(ofThePaper ? !row.printed().isEmpty() : hasAll(sheet, row), row.toString());
      }
    }
  }

  /** One run has no standard error, and suggested labels need not reach what random ones do. */
  private static final Set<String> MAY_LACK =
      Set.of("gain in standard errors", "suggested labels for the same");

  private static boolean hasAll(Sheet sheet, Sheet.Row row) {
    return sheet.columns().stream()
        .map(Sheet.Column::name)
        .allMatch(column -> MAY_LACK.contains(column) || row.scores().containsKey(column));
  }

  /** Methods x tasks, as the paper's tables have them. */
  @ParameterizedTest
  @CsvSource({
    // four recipes with eight tasks, six baselines; fully supervised four and two
    "table1, 44",
    "table2, 44",
    // four networks with seven tasks on two graphs
    "table3, 56",
    // four recipes with four tasks
    "table4, 16",
    "fig3, 5",
    // four recipes, four tasks, four depths
    "fig4, 64",
    "fig5b, 16",
    // four recipes with four tasks, two baselines; three rates
    "fig6, 54",
    "largegraph, 8",
    // six recipes; none, nearest, six numbers of random edges
    "edges, 48"
  })
  void cellsAreWhatThePaperHasRowsFor(String name, int expected)
      throws IOException, InterruptedException {
    assertEquals(expected, experiment(name, 1).cells().size());
    assertEquals(3 * expected, experiment(name, 3).cells().size());
  }

  @Test
  void whatIsFinishedIsNotDoneAgain() throws IOException, InterruptedException {
    var out = folder.resolve("resumed");
    var done = new AtomicInteger();
    Results first;
    try (var store = CellStore.open(out)) {
      first = run(experiment(LargeGraph.NAME, 1), store, done);
    }
    assertEquals(8, done.get());
    // As after a crash in the middle of writing a cell: that one alone is done again.
    var file = out.resolve(CellStore.FILE);
    var text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 20));
    Results second;
    try (var store = CellStore.open(out)) {
      second = run(experiment(LargeGraph.NAME, 1), store, done);
    }
    assertEquals(9, done.get());
    assertEquals(8, Files.readAllLines(file).size());
    for (var cell : experiment(LargeGraph.NAME, 1).cells()) {
      assertEquals(
          first.score(cell.method(), cell.setting(), ScoringJob.UNWEIGHTED_ACCURACY),
          second.score(cell.method(), cell.setting(), ScoringJob.UNWEIGHTED_ACCURACY));
    }
    // More runs: only the new ones.
    try (var store = CellStore.open(out)) {
      run(experiment(LargeGraph.NAME, 2), store, done);
    }
    assertEquals(17, done.get());
    // Another version: all of them.
    try (var store = CellStore.open(out)) {
      assertEquals(0, runner(store, "1").missing(experiment(LargeGraph.NAME, 2)));
      assertEquals(16, runner(store, "2").missing(experiment(LargeGraph.NAME, 2)));
    }
  }

  @Test
  void aCellIsWhatTheTrainerGives() throws IOException, InterruptedException {
    var experiment = experiment(LargeGraph.NAME, 2);
    Results results;
    try (var store = CellStore.open(folder.resolve("direct"))) {
      results = run(experiment, store, new AtomicInteger());
    }
    var data = DatasetNpz.read(folder.resolve("table.npz"));
    var recipe = TinyData.recipe(Setup.PAPER).withTasks(Set.of());
    double[] accuracies = new double[2];
    try (var backend = Backends.choose("simd").provider().open(1)) {
      for (int seed = 0; seed < 2; seed++) {
        var source = new DataSource("table", folder, data);
        var partition = new Trial(source, Setup.TENTH, seed).partition();
        var trained =
            RunTrainer.train(data, partition.holdingOut(data, seed), recipe, seed, backend);
        int[] truth = data.select(partition.predicted()).labels();
        accuracies[seed] = Scores.of(trained.predictions(), truth).unweightedAccuracy();
      }
    }
    assertEquals(
        MeanStd.of(accuracies),
        results.score(Setup.PAPER, "subgraphs", ScoringJob.UNWEIGHTED_ACCURACY));
  }

  @Test
  void whatChangesTheResultChangesTheFingerprint() throws IOException, InterruptedException {
    var cells = experiment(Fig5b.NAME, 2).cells();
    assertEquals(
        cells.size(), cells.stream().map(cell -> cell.fingerprint("simd")).distinct().count());
    assertNotEquals(cells.getFirst().fingerprint("simd"), cells.getFirst().fingerprint("cuda"));
    // Read and made again, it is the same.
    assertEquals(
        cells.getFirst().fingerprint("simd"),
        experiment(Fig5b.NAME, 1).cells().getFirst().fingerprint("simd"));
    var other =
        new DataSource(
            "other",
            folder,
            DatasetNpz.read(folder.resolve("table.npz")).select(new int[] {0, 1, 2, 3, 4, 5}));
    var same = new Trial(other, Setup.TENTH, 0);
    assertNotEquals(
        new Cell("lr", "", 0, ScoringJob.of(same, "lr")).fingerprint("simd"),
        new Cell("svm", "", 0, ScoringJob.of(same, "svm")).fingerprint("simd"));
    assertNotEquals(
        new Cell("lr", "", 0, ScoringJob.of(same, "lr")).fingerprint("simd"),
        new Cell("lr", "", 1, ScoringJob.of(same, "lr")).fingerprint("simd"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "table1 | audioset33.npz is missing: AudioSet's VGGish embeddings (https://",
        "table2 | emodb is missing: the Berlin Database of Emotional Speech (http://",
      })
  void missingDataIsNamedWithItsSource(String name, String message) {
    var root = folder.resolve("root");
    var experiments = new Experiments(sources(root, new ArrayList<>()), true, 1);
    var e = assertThrows(DataException.class, () -> experiments.named(name));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void noiseNeedsClips() {
    var experiments =
        new Experiments(sources(folder.resolve("table.npz"), new ArrayList<>()), true, 1);
    var e = assertThrows(DataException.class, () -> experiments.named(Table4.NAME));
    assertTrue(e.getMessage().contains("holds vectors"), e.getMessage());
    var bare =
        new DataSources(
            Optional.of(folder.resolve("clips")), folder, Optional.of("logmel"), 2, note -> {});
    var missing =
        assertThrows(DataException.class, () -> new Experiments(bare, true, 1).named(Table4.NAME));
    assertTrue(missing.getMessage().contains("NOISEX-92 (http://"), missing.getMessage());
  }
}
