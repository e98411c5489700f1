package dev.earshot.cli.report;

import dev.earshot.Part;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.TextTable;
import dev.earshot.cli.report.LineChart.Line;
import dev.earshot.cli.report.LineChart.Point;
import dev.earshot.cli.report.LineChart.Rule;
import dev.earshot.cli.report.LineChart.Weight;
import dev.earshot.cli.report.ReportPage.Fact;
import dev.earshot.compute.Backend;
import dev.earshot.graph.GraphTrainings;
import dev.earshot.graph.NodeEpoch;
import dev.earshot.graph.NodeRun;
import dev.earshot.metrics.Tsne;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The report of trainings on a graph. */
public final class GraphPage {
  /** Name of the file in the folder of a run. */
  public static final String NAME = "report.html";

  /** Limit on the number of nodes of a map: more could not be told apart. */
  private static final int MOST = 2000;

  private final GraphTrainings result;
  private final NodeRun best;
  private final ReportPage page;

  private GraphPage(GraphTrainings result, String graph) {
    this.result = result;
    best = result.best();
    page = ReportPage.of("Nodes of " + graph);
  }

  /** The scores as text for the terminal. */
  public static String text(GraphTrainings result) {
    return "%nMean and deviation of %s%n%s"
        .formatted(
            CliText.count(result.runs().size(), "run"),
            TextTable.of(
                List.of(
                    List.of(
                        "test accuracy",
                        CliText.percent(result.over(run -> run.test().accuracy()))),
                    List.of(
                        "validation accuracy",
                        CliText.percent(result.over(run -> run.best().validationAccuracy()))),
                    List.of(
                        "epochs",
                        String.format(Locale.ROOT, "%.0f", mean(result, run -> run.log().size()))),
                    List.of(
                        "milliseconds an epoch",
                        String.format(
                            Locale.ROOT,
                            "%.2f",
                            mean(result, run -> 1000 * run.seconds() / run.log().size())))),
                1));
  }

  private static double mean(GraphTrainings result, ToDoubleFunction<NodeRun> value) {
    return result.over(value).mean();
  }

  /**
   * Builds the page.
   *
   * @param graph the graph as the user named it
   * @param backend computes the hidden rows of the map
   * @param command the command that repeats the training
   */
  public static ReportPage of(
      GraphTrainings result, String graph, Backend backend, String command) {
    var report = new GraphPage(result, graph);
    report.described();
    var sections =
        new ScoreSections(result.runs().stream().map(GraphPage::scored).toList(), "node");
    sections.scores(report.page);
    sections.classes(report.page);
    sections.confusion(report.page);
    report.map(backend);
    report.curves();
    report.page.section("To repeat it").command(command);
    return report.page;
  }

  private static ScoredClips scored(NodeRun run) {
    int[] nodes = run.nodes(Part.TEST);
    return new ScoredClips(run.predictions(nodes), run.truth(nodes));
  }

  private void described() {
    var graph = best.graph();
    var settings = best.classifier().settings();
    page.section("Graph and network")
        .facts(
            List.of(
                new Fact("Nodes", Integer.toString(graph.nodes()), ""),
                new Fact("Edges", Integer.toString(graph.edges().count()), "without direction"),
                new Fact("Features", Integer.toString(graph.columns()), ""),
                new Fact("Classes", Integer.toString(graph.classes()), ""),
                new Fact("Training", Integer.toString(best.nodes(Part.TRAIN).length), "nodes"),
                new Fact(
                    "Validation", Integer.toString(best.nodes(Part.VALIDATION).length), "nodes"),
                new Fact("Test", Integer.toString(best.nodes(Part.TEST).length), "nodes")))
        .text(
            "Network %s, self-supervised tasks: %s. Each run takes the weights of its epoch with the best validation accuracy."
                .formatted(
                    settings.model().label(),
                    settings.tasks().isEmpty()
                        ? "none"
                        : CliText.list(
                            settings.tasks().stream().map(task -> task.label()).toList())));
  }

  private void map(Backend backend) {
    var graph = best.graph();
    int[] labelled =
        IntStream.range(0, graph.nodes()).filter(node -> graph.labels()[node] >= 0).toArray();
    if (labelled.length < Tsne.FEWEST_ROWS) {
      return;
    }
    int shown = Math.min(MOST, labelled.length);
    int[] nodes =
        IntStream.range(0, shown)
            .map(i -> labelled[(int) ((long) i * labelled.length / shown)])
            .toArray();
    var output = best.classifier().apply(graph, backend);
    int width = output.hidden().length / graph.nodes();
    var rows = new float[shown * width];
    for (int i = 0; i < shown; i++) {
      System.arraycopy(output.hidden(), nodes[i] * width, rows, i * width, width);
    }
    double[] map = Tsne.map(rows, width);
    page.section("Map of the nodes")
        .charts(
            new ScatterChart(
                "Map of the nodes",
                String.format(
                    Locale.ROOT,
                    "t-SNE (perplexity %.0f) of the hidden layer of the network that was kept%s. Colours: true classes. Pale: training and validation nodes.",
                    Tsne.perplexity(shown),
                    shown < labelled.length
                        ? ", of %s of the %s nodes, evenly spaced".formatted(shown, labelled.length)
                        : ""),
                IntStream.range(0, graph.classes())
                    .mapToObj(label ->
                        new ScatterChart.Group(
                            Integer.toString(label),
                            IntStream.range(0, shown)
                                .filter(i -> graph.labels()[nodes[i]] == label)
                                .mapToObj(i ->
                                    new ScatterChart.Dot(
                                        map[2 * i],
                                        map[2 * i + 1],
                                        "node " + nodes[i],
                                        "class %s, predicted %s"
                                            .formatted(
                                                label, output.predictions().className(nodes[i])),
                                        isStrong(graph.split().get(nodes[i]))))
                                .toList()))
                    .filter(group -> !group.dots().isEmpty())
                    .toList()));
  }

  private static boolean isStrong(Part part) {
    return part == Part.TEST || part == Part.NONE;
  }

  private void curves() {
    var losses = new ArrayList<Line>();
    best.log()
        .getFirst()
        .losses()
        .keySet()
        .forEach(name -> losses.add(line(name, Weight.MAIN, best, e -> e.losses().get(name))));
    losses.add(line("validation", Weight.MAIN, best, NodeEpoch::validationLoss));
    var accuracies = new ArrayList<Line>();
    accuracies.add(line("accuracy", Weight.MAIN, best, NodeEpoch::validationAccuracy));
    result.runs().stream()
        .filter(run -> run != best)
        .forEach(run ->
            accuracies.add(line("accuracy", Weight.FAINT, run, NodeEpoch::validationAccuracy)));
    var rule = List.of(new Rule(best.bestEpoch(), "kept"));
    page.section("Training")
        .charts(
            new LineChart(
                "Losses",
                "Of the run whose network was kept, without the weights of the tasks.",
                Axis.of("epoch"),
                Axis.of("mean over the nodes"),
                losses,
                rule),
            new LineChart(
                "Validation accuracy",
                result.runs().size() == 1
                    ? ""
                    : "The run whose network was kept; the others are pale.",
                Axis.of("epoch"),
                Axis.fullPercent(
                    "of %s"
                        .formatted(
                            CliText.count(best.nodes(Part.VALIDATION).length, "validation node"))),
                accuracies,
                rule));
  }

  private static Line line(
      String name, Weight weight, NodeRun run, ToDoubleFunction<NodeEpoch> value) {
    return new Line(
        name,
        weight,
        run.log().stream()
            .map(epoch -> new Point(epoch.epoch(), value.applyAsDouble(epoch)))
            .toList());
  }
}
