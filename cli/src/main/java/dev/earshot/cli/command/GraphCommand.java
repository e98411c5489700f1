package dev.earshot.cli.command;

import com.google.gson.JsonObject;
import dev.earshot.Part;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.report.GraphPage;
import dev.earshot.graph.GraphFolder;
import dev.earshot.graph.GraphModel;
import dev.earshot.graph.GraphSettings;
import dev.earshot.graph.GraphTrainings;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.graph.file.GraphSplit;
import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code earshot graph}: classifies the nodes of a graph that is given. */
@Command(
    footer = {
      "",
      "Each run has other initial weights. Its network is that of the epoch with the best",
      "validation accuracy. RUN gets the network of the run that is best by validation.",
      "",
      "Example:",
      "  earshot graph cora --runs 10 --out my-run"
    })
final class GraphCommand implements Callable<Integer> {
  private static final String METRICS = "metrics.json";
  private static final double MOST_WEIGHT = 1e6;

  @Spec private CommandSpec command;

  @Mixin private CommonOptions common;
  @Mixin private BackendOption backendOption;

  @Parameters(
      paramLabel = "GRAPH",
      description =
          "A folder with edges.tsv, features.txt, labels.txt and split.txt, an .npz file with adj_*,"
              + " attr_* (CSR) and labels, or Planetoid's files ind.NAME.")
  private Path data;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      converter = Model.class,
      defaultValue = "gcn",
      completionCandidates = Models.class,
      description = "The network: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private GraphModel model;

  @Option(
      names = "--ssl",
      paramLabel = "TASKS",
      converter = RecipeOptions.Tasks.class,
      completionCandidates = RecipeOptions.TaskNames.class,
      defaultValue = "none",
      description =
          "Self-supervised tasks: none, all, or some of ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private Set<SslTask> tasks;

  @Option(
      names = "--ssl-weight",
      paramLabel = "W",
      converter = Weight.class,
      description = "Weight of the tasks' losses (default: the model's).")
  private Optional<Double> weight;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      converter = Split.class,
      defaultValue = "planetoid",
      description =
          "planetoid: the split of the files, or 20 random training nodes of each class, 500 for"
              + " validation and 1000 for the test. random:T,V: T training and V validation nodes of"
              + " each class, others in each run (default: ${DEFAULT-VALUE}).")
  private GraphSplit split;

  @Option(
      names = "--runs",
      paramLabel = "N",
      converter = AtLeastOne.class,
      defaultValue = "10",
      description = "Number of runs (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the first run; run r adds r (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "The most epochs of a run (default: the model's).")
  private Optional<Integer> epochs;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many runs are trained at the same time (default: the number of cores). Results do not"
              + " depend on it.")
  private Optional<Integer> threads;

  @Option(
      names = "--out",
      paramLabel = "RUN",
      description = "The folder to write: new, empty, or an earlier run, which is replaced.")
  private Optional<Path> out;

  /** The names of the models. */
  static final class Models extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Models() {
      Arrays.stream(GraphModel.values()).map(GraphModel::label).forEach(this::add);
    }
  }

  /** Parses the name of a model. */
  static final class Model implements ITypeConverter<GraphModel> {
    @Override
    public GraphModel convert(String value) {
      return Arrays.stream(GraphModel.values())
          .filter(each -> each.label().equals(value))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException(
                  "'%s'; expected one of %s".formatted(value, CliText.list(new Models()))));
    }
  }

  /** Parses a split. */
  static final class Split implements ITypeConverter<GraphSplit> {
    @Override
    public GraphSplit convert(String value) {
      try {
        return GraphSplit.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Parses a weight, at least 0. */
  static final class Weight implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      try {
        double weight = Double.parseDouble(value);
        if (weight >= 0 && weight <= MOST_WEIGHT) {
          return weight;
        }
      } catch (NumberFormatException e) {
        // Reported below, with numbers out of range.
      }
      throw new TypeConversionException("'" + value + "'; expected a number from 0 to 1e6");
    }
  }

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(console, () -> train(console), () -> "stopped; nothing was written");
  }

  private int train(Console console) throws IOException, InterruptedException {
    if (out.isEmpty()) {
      return trained(console);
    }
    try (var _ = OutputChecks.requireFolder(out.get(), METRICS)) {
      return trained(console);
    }
  }

  private int trained(Console console) throws IOException, InterruptedException {
    var settings = settings();
    var choice = backendOption.choose();
    var graph = GraphFile.read(data);
    backendOption.tell(choice, console);
    describe(graph, console);
    int atOnce = threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    GraphTrainings result;
    try (var progress = console.progress("Runs", runs)) {
      result =
          GraphTrainings.train(
              graph,
              data.toString(),
              split,
              settings,
              new GraphTrainings.Plan(runs, seed, backendOption.name(), atOnce),
              progress::step);
    }
    if (out.isPresent()) {
      var words = command.root().commandLine().getParseResult().originalArgs();
      try (var backend = choice.provider().open(atOnce)) {
        var page = GraphPage.of(result, data.toString(), backend, CliText.command(words.toArray()));
        GraphFolder.write(
            result,
            out.get(),
            about(choice.provider().name()),
            folder -> page.write(folder.resolve(GraphPage.NAME)));
      }
    }
    console.result(GraphFolder.metrics(result), () -> GraphPage.text(result));
    out.ifPresent(folder -> written(folder, console));
    return ExitCode.OK;
  }

  private void written(Path folder, Console console) {
    console.note(
        "Written to %s: model.safetensors, predictions.csv (test nodes), metrics.json, config.json, log.jsonl, %s"
            .formatted(folder, GraphPage.NAME));
    console.note(
        "Every node's class: "
            + CliText.command("predict", folder, data, "--out", "predictions.csv"));
  }

  private GraphSettings settings() {
    var settings = model.settings(tasks);
    if (epochs.isPresent()) {
      settings = settings.withStopping(settings.stopping().withEpochs(epochs.get()));
    }
    if (weight.isPresent()) {
      var ssl = settings.ssl();
      settings =
          settings.withSsl(new SslSettings(weight.get(), ssl.noiseVariance(), ssl.fraction()));
    }
    return settings;
  }

  private void describe(GraphFile graph, Console console) {
    var edges = graph.edges();
    console.note(
        "%s: %s, %s, %s features, %s classes"
            .formatted(
                data,
                CliText.count(graph.nodes(), "node"),
                CliText.count(edges.count(), "edge"),
                graph.columns(),
                graph.classes()));
    edges.remarks().forEach(console::note);
    var first = split.divide(graph, data.toString(), seed).split();
    console.note(
        "%s training, %s validation and %s test nodes%s"
            .formatted(
                Collections.frequency(first, Part.TRAIN),
                Collections.frequency(first, Part.VALIDATION),
                Collections.frequency(first, Part.TEST),
                split.isFixed(graph) ? ", as the files say" : ", drawn anew in each run"));
  }

  private JsonObject about(String backend) {
    var about = new JsonObject();
    about.addProperty("graph", data.toString());
    about.addProperty("split", split.toString());
    about.addProperty("seed", seed);
    about.addProperty("runs", runs);
    about.addProperty("backend", backend);
    return about;
  }
}
