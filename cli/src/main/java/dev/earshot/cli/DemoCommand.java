package dev.earshot.cli;

import dev.earshot.cli.demo.DemoSet;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.AtomicDirectory;
import dev.earshot.data.DatasetLoader;
import dev.earshot.data.Manifest;
import dev.earshot.metrics.Scores;
import dev.earshot.train.Recipe;
import dev.earshot.train.Trainer;
import dev.earshot.train.TrainingOptions;
import dev.earshot.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code earshot demo}: the main job on sounds made here, so that the truth is known. */
@Command(
    name = "demo",
    description = "Makes a small set of sounds, learns from a few labels, and predicts the rest.",
    footer = {"", "Example:", "  earshot demo --out my-demo"})
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
    Outputs.requireFolder(out, DemoSet.TRUTH);
    try (var _ = new Interruption()) {
      try (var folder = AtomicDirectory.create(out)) {
        demonstrate(folder, console);
        return Main.OK;
      } catch (Exception e) {
        if (!Interruption.caused(e)) {
          throw e;
        }
        console.warn("stopped; nothing was written");
        return Interruption.STOPPED;
      }
    }
  }

  private void demonstrate(AtomicDirectory folder, Console console)
      throws IOException, InterruptedException {
    int kinds = SoundKind.values().length;
    console.note(
        "Step 1 of 3: make %d short clips of %d kinds of sound, each in noise; label %d of each kind."
            .formatted(DemoSet.size(), kinds, DemoSet.LABELLED_PER_KIND));
    try (var progress = console.progress("Making clips", DemoSet.size())) {
      DemoSet.write(folder.path(), progress::step);
    }

    var clips = DatasetLoader.load(folder.path().resolve(DemoSet.SOUNDS), ENCODER);
    var options = TrainingOptions.defaults();
    console.note(
        "Step 2 of 3: learn from the %d labelled clips and the %d others (encoder %s, recipe %s, backend %s)."
            .formatted(
                kinds * DemoSet.LABELLED_PER_KIND,
                kinds * DemoSet.UNLABELLED_PER_KIND,
                ENCODER,
                RECIPE,
                Backends.choose(options.backend()).provider().name()));
    var recipe = Recipe.named(RECIPE);
    TrainingResult result;
    try (var progress = new TrainingProgress(console, recipe, Trainer.runs(clips, options))) {
      result = Trainer.train(clips, recipe, options, progress);
    }
    var run = folder.path().resolve(RUN);
    try (var backend = Backends.choose(options.backend()).provider().open(options.threads())) {
      var page =
          TrainingPage.of(
              result,
              folder.path().resolve(DemoSet.SOUNDS),
              run,
              backend,
              Words.command("demo", "--out", out));
      result.save(run, part -> page.write(part.resolve(TrainingPage.NAME)));
    }

    console.note("Step 3 of 3: predict the clips without a label, and compare with what they are.");
    var scores = compare(result, folder.path());
    folder.commit();
    var evaluation = Evaluation.of(scores, result.model().classes(), 0);
    console.result(
        new Result(
            out.toString(),
            kinds * DemoSet.LABELLED_PER_KIND,
            result.predictions().size(),
            evaluation),
        () -> text(evaluation));
  }

  private static Scores compare(TrainingResult result, Path folder) throws IOException {
    var truth = new HashMap<String, String>();
    for (var clip : Manifest.read(folder.resolve(DemoSet.TRUTH)).clips()) {
      truth.put(clip.id(), clip.label().orElseThrow());
    }
    var predictions = result.predictions();
    return predictions.score(
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
          List.of(entry.name(), Integer.toString(entry.clips()), Words.percent(entry.recall())));
    }
    return """

    %s

    %s of the %d clips without a label recognised, from %d labelled clips of each kind;
    guessing would get %s. These sounds are synthetic: real ones will differ.

    %s

    Try next:
      %s
      %s
      %s
    The first scores the model once more; the second learns from other features of the same
    clips. The third is for your own sounds: a folder for each class with a few clips in it,
    and all the others in a folder named unlabelled.\
    """
        .formatted(
            Table.of(classes, 1),
            Words.percent(evaluation.accuracy()),
            evaluation.clips(),
            DemoSet.LABELLED_PER_KIND,
            Words.percent(1.0 / evaluation.classes().size()),
            Table.of(
                List.of(
                    List.of(out.resolve(DemoSet.SOUNDS).toString(), "the clips"),
                    List.of(out.resolve(DemoSet.TRUTH).toString(), "what the unlabelled clips are"),
                    List.of(
                        out.resolve(RUN).resolve("predictions.csv").toString(),
                        "what they were taken for"),
                    List.of(
                        out.resolve(RUN).resolve(TrainingPage.NAME).toString(),
                        "the same with charts, maps and players, for a browser"),
                    List.of(out.resolve(RUN).toString(), "the model, settings, scores and log"))),
            Words.command("evaluate", out.resolve(RUN), out.resolve(DemoSet.TRUTH)),
            Words.command(
                "train", out.resolve(DemoSet.SOUNDS), "--out", "lld-run", "--encoder", "lld"),
            Words.command("train", "my-sounds", "--out", "my-run"));
  }
}
