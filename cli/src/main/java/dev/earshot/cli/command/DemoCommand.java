package dev.earshot.cli.command;

import dev.earshot.TrainingOptions;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.TextTable;
import dev.earshot.cli.demo.DemoSet;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.cli.report.Evaluation;
import dev.earshot.cli.report.TrainingPage;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.Manifest;
import dev.earshot.file.AtomicDirectory;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.Scores;
import dev.earshot.run.RunTrainer;
import dev.earshot.run.TrainedRuns;
import dev.earshot.run.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code earshot demo}: trains and predicts on synthetic sounds whose classes are known. */
@Command(footer = {"", "Example:", "  earshot demo --out my-demo"})
final class DemoCommand implements Callable<Integer> {
  private static final String RUN = "run";
  private static final String ENCODER = "logmel";
  private static final String RECIPE = "default";

  @Mixin private CommonOptions common;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "earshot-demo",
      description =
          "The folder to write: new, empty, or an earlier demo, which is replaced (default:"
              + " ${DEFAULT-VALUE}).")
  private Path out;

  private record Result(String out, int labelled, int unlabelled, Evaluation evaluation) {}

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(console, () -> run(console), () -> "stopped; nothing was written");
  }

  private int run(Console console) throws IOException, InterruptedException {
    try (var _ = OutputChecks.requireFolder(out, DemoSet.TRUTH);
        var folder = AtomicDirectory.create(out)) {
      demonstrate(folder, console);
      return ExitCode.OK;
    }
  }

  private void demonstrate(AtomicDirectory folder, Console console)
      throws IOException, InterruptedException {
    int kinds = SoundKind.values().length;
    console.note(
        "Step 1 of 3: make %s short clips of %s kinds of sound, each in noise; label %s of each kind."
            .formatted(DemoSet.size(), kinds, DemoSet.LABELLED_PER_KIND));
    try (var progress = console.progress("Making clips", DemoSet.size())) {
      DemoSet.write(folder.path(), progress::step);
    }

    var clips = ClipLoader.load(folder.path().resolve(DemoSet.SOUNDS), ENCODER);
    var options = TrainingOptions.defaults();
    console.note(
        "Step 2 of 3: learn from %s labelled and %s unlabelled clips (encoder %s, recipe %s, backend %s)."
            .formatted(
                kinds * DemoSet.LABELLED_PER_KIND,
                kinds * DemoSet.UNLABELLED_PER_KIND,
                ENCODER,
                RECIPE,
                Backends.choose(options.backend()).provider().name()));
    var recipe = RecipeSettings.named(RECIPE);
    TrainedRuns result;
    var runs = TrainingPlan.of(clips, recipe, options).runs();
    try (var progress = new TrainingProgress(console, recipe, runs)) {
      result = RunTrainer.train(clips, recipe, options, progress);
    }
    var run = folder.path().resolve(RUN);
    try (var backend = Backends.choose(options.backend()).provider().open(options.threads())) {
      var page =
          TrainingPage.of(
              result,
              folder.path().resolve(DemoSet.SOUNDS),
              run,
              backend,
              CliText.command("demo", "--out", out));
      result.save(run, part -> page.write(part.resolve(TrainingPage.NAME)));
    }

    console.note("Step 3 of 3: predict the unlabelled clips, and compare with their true classes.");
    var scores = compare(result, folder.path());
    folder.commit();
    var evaluation = Evaluation.of(scores, result.model().classes(), 0, 0);
    console.result(
        new Result(
            out.toString(),
            kinds * DemoSet.LABELLED_PER_KIND,
            result.predictions().size(),
            evaluation),
        () -> text(evaluation));
  }

  private static Scores compare(TrainedRuns result, Path folder) throws IOException {
    var truth = new HashMap<String, String>();
    for (var clip : Manifest.read(folder.resolve(DemoSet.TRUTH)).clips()) {
      truth.put(clip.id(), clip.label().orElseThrow());
    }
    var predictions = result.predictions();
    return Scores.of(
        predictions,
        predictions.ids().stream()
            .map(id -> truth.get(DemoSet.SOUNDS + "/" + id))
            .mapToInt(predictions.classes()::indexOf)
            .toArray());
  }

  private String text(Evaluation evaluation) {
    var classes = new ArrayList<List<String>>();
    classes.add(List.of("sound", "clips", "recognised"));
    for (var entry : evaluation.classes()) {
      classes.add(
          List.of(entry.name(), Integer.toString(entry.clips()), CliText.percent(entry.recall())));
    }
    return """

    %s

    %s of the %s unlabelled clips recognised, from %s labelled clips of each kind;
    guessing would get %s. These sounds are synthetic: real ones will differ.

    %s

    Try next:
      %s
      %s
      %s
    The first scores the model again; the second learns from other features of the same
    clips. The third is for your own sounds: a folder for each class with a few clips in it,
    and all other clips in a folder named unlabelled.\
    """
        .formatted(
            TextTable.of(classes, 1),
            CliText.percent(evaluation.accuracy()),
            evaluation.clips(),
            DemoSet.LABELLED_PER_KIND,
            CliText.percent(1.0 / evaluation.classes().size()),
            TextTable.of(
                List.of(
                    List.of(out.resolve(DemoSet.SOUNDS).toString(), "the clips"),
                    List.of(
                        out.resolve(DemoSet.TRUTH).toString(),
                        "the true classes of the unlabelled clips"),
                    List.of(
                        out.resolve(RUN).resolve("predictions.csv").toString(),
                        "their predicted classes"),
                    List.of(
                        out.resolve(RUN).resolve(TrainingPage.NAME).toString(),
                        "the same with charts, maps and players, for a browser"),
                    List.of(out.resolve(RUN).toString(), "the model, settings, scores and log"))),
            CliText.command("evaluate", out.resolve(RUN), out.resolve(DemoSet.TRUTH)),
            CliText.command(
                "train", out.resolve(DemoSet.SOUNDS), "--out", "lld-run", "--encoder", "lld"),
            CliText.command("train", "my-sounds", "--out", "my-run"));
  }
}
