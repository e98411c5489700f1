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
 * The result of a training.
 *
 * @param data the clips that it was trained on
 * @param recipe the recipe that was trained
 * @param options the options of the training
 * @param backend the name of the backend that computed it
 * @param runs the result of each run, in order
 */
public record TrainingResult(
    Dataset data, Recipe recipe, TrainingOptions options, String backend, List<RunResult> runs) {
  public TrainingResult {
    runs = List.copyOf(runs);
  }

  /**
   * Whether the data was a benchmark. Then the predictions are for test clips and can be scored.
   */
  public boolean isBenchmark() {
    return !Partition.isRealUse(data);
  }

  /**
   * The run whose model is saved: the one with the best validation score. Of equal ones the first.
   */
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

  /** The predictions of {@link #best}, for the test clips or for the clips without a label. */
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

  /** Mean and standard deviation over the runs of one of the test scores; empty in real use. */
  public Optional<MeanStd> test(ToDoubleFunction<Scores> score) {
    return isBenchmark()
        ? Optional.of(
            MeanStd.of(
                runs.stream().mapToDouble(run -> score.applyAsDouble(test(run).get())).toArray()))
        : Optional.empty();
  }

  /**
   * Writes a folder with {@code model.safetensors}, {@code config.json}, {@code metrics.json},
   * {@code predictions.csv} and {@code log.jsonl}, completely or not at all.
   *
   * @param folder a folder that is absent, empty, or an earlier result, which is replaced
   * @throws IOException if the folder cannot be written
   */
  public void save(Path folder) throws IOException {
    save(folder, path -> {});
  }

  /** Writes a caller's own files into the folder. */
  public interface Addition {
    /**
     * Writes the files.
     *
     * @param folder a temporary folder, which is renamed when it is complete
     * @throws IOException if a file cannot be written
     */
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Like {@link #save(Path)}, with more files, which are there as soon as the folder appears.
   *
   * @param folder a folder that is absent, empty, or an earlier result, which is replaced
   * @param more writes the additional files
   * @throws IOException if the folder cannot be written
   */
  public void save(Path folder, Addition more) throws IOException {
    RunFolder.write(this, folder, more);
  }
}
