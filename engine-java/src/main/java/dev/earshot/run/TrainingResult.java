package dev.earshot.run;

import dev.earshot.data.Dataset;
import dev.earshot.method.EpochLog;
import dev.earshot.method.Recipe;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import dev.earshot.model.Predictions;
import dev.earshot.model.SoundModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a training has come to.
 *
 * @param data what it was trained on
 * @param recipe how
 * @param options how it was carried out
 * @param backend the name of the backend that computed
 * @param runs one result a run, in order
 */
public record TrainingResult(
    Dataset data, Recipe recipe, TrainingOptions options, String backend, List<RunResult> runs) {
  public TrainingResult {
    runs = List.copyOf(runs);
  }

  /** Whether the data was a benchmark: predictions are of test clips and can be scored. */
  public boolean isBenchmark() {
    return !Partition.isRealUse(data);
  }

  /** The run whose model is kept: the best by validation, of equal ones the first. */
  public RunResult best() {
    return runs.stream()
        .max(
            Comparator.<RunResult>comparingDouble(
                    run -> run.validation().map(EpochLog.ValidationScore::value).orElse(0.0))
                .thenComparing(Comparator.comparingInt(RunResult::run).reversed()))
        .orElseThrow();
  }

  /** The model of {@link #best}. */
  public SoundModel model() {
    return best().model();
  }

  /** The predictions of {@link #best}: of the test clips, or of the clips without a label. */
  public Predictions predictions() {
    return best().predictions();
  }

  /** A run's scores on its test clips; empty in real use. */
  public Optional<Scores> test(RunResult run) {
    if (!isBenchmark()) {
      return Optional.empty();
    }
    int[] truth =
        Arrays.stream(run.partition().predicted()).map(row -> data.labels()[row]).toArray();
    return Optional.of(run.predictions().score(truth));
  }

  /** Mean and deviation over the runs of one of the test scores; empty in real use. */
  public Optional<MeanStd> test(ToDoubleFunction<Scores> score) {
    return isBenchmark()
        ? Optional.of(
            MeanStd.of(
                runs.stream().mapToDouble(run -> score.applyAsDouble(test(run).get())).toArray()))
        : Optional.empty();
  }

  /**
   * Writes a folder with {@code model.safetensors}, {@code config.json}, {@code metrics.json},
   * {@code predictions.csv} and {@code log.jsonl}, whole or not at all.
   *
   * @param folder absent, empty, or an earlier folder of this kind, which is replaced
   */
  public void save(Path folder) throws IOException {
    save(folder, path -> {});
  }

  /** What a caller puts into the folder besides. */
  public interface Addition {
    /**
     * @param folder where the folder is put together
     */
    void writeTo(Path folder) throws IOException;
  }

  /** As {@link #save(Path)}, with something more in the folder when it appears. */
  public void save(Path folder, Addition more) throws IOException {
    RunFolder.write(this, folder, more);
  }
}
