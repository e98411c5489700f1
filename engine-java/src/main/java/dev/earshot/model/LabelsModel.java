package dev.earshot.model;

import com.google.gson.Gson;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Windows;
import dev.earshot.base.Checks;
import dev.earshot.base.CsvCells;
import dev.earshot.compute.Backend;
import dev.earshot.data.ClassNames;
import dev.earshot.file.AtomicDirectory;
import dev.earshot.file.AtomicFile;
import dev.earshot.format.JsonRecord;
import dev.earshot.format.Safetensors;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.ClassifierStore;
import dev.earshot.learner.LinearClassifier;
import dev.earshot.learner.ReadyClassifier;
import dev.earshot.metrics.PrecisionCurves;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model of clips that may have several classes. Each class is told from the rest by a logistic
 * regression on features that are smoothed over neighbours: {@code p_c = 1 / (1 + exp(-(a_c z_c +
 * b_c)))} with the logit {@code z_c}. The probabilities of a clip do not add up to 1. Its file is
 * in the safetensors format with {@code earshot.format}, {@value #FORMAT}. Immutable by contract.
 *
 * @param encoder the name of the encoder that computes its features
 * @param classes the names of its classes
 * @param space maps and smooths the features
 * @param weights the logit of each class; its softmax is not used
 * @param calibration from logits to probabilities and classes
 * @param precision how sure predictions must be for a wanted precision
 * @param windows how to cut a recording so that its windows are like the clips that the model has
 *     learnt from; empty if that is not known
 */
public record LabelsModel(
    String encoder,
    List<String> classes,
    SmoothedSpace space,
    LinearClassifier weights,
    Calibration calibration,
    PrecisionCurves precision,
    Optional<Windows> windows)
    implements SoundClassifier {
  static final String FORMAT = "labels 1";
  private static final String FORMAT_KEY = "earshot.format";
  private static final String MODEL_KEY = "earshot.labels";

  private record Description(
      String encoder,
      List<String> classes,
      int neighbors,
      List<Double> slopes,
      List<Double> offsets,
      List<Double> thresholds,
      PrecisionCurves precision) {}

  /**
   * Probabilities and classes from logits.
   *
   * @param slopes a, one a class
   * @param offsets b, one a class
   * @param thresholds the least probability of each class at which a clip is said to have it
   */
  public record Calibration(List<Double> slopes, List<Double> offsets, List<Double> thresholds) {
    /** Checks the numbers. */
    public Calibration {
      slopes = List.copyOf(slopes);
      offsets = List.copyOf(offsets);
      thresholds = List.copyOf(thresholds);
      Checks.require(
          offsets.size() == slopes.size()
              && thresholds.size() == slopes.size()
              && slopes.stream().allMatch(Double::isFinite)
              && offsets.stream().allMatch(Double::isFinite)
              && thresholds.stream().allMatch(each -> each >= 0 && each <= 1),
          "slopes %s, offsets %s, thresholds %s",
          slopes,
          offsets,
          thresholds);
    }
  }

  /** Checks that the parts fit together. */
  public LabelsModel {
    classes = List.copyOf(classes);
    int count = classes.size();
    Checks.require(
        weights.classes() == count
            && calibration.slopes.size() == count
            && precision.classes().size() == count
            && space.columns() == weights.columns(),
        "the parts of a model of several labels do not fit together");
  }

  /** d, the number of features of a clip. */
  @Override
  public int columns() {
    return weights.columns();
  }

  /**
   * The probability of each class, clips x classes, row-major.
   *
   * @param clips clips with features of the model's encoder
   */
  public float[] probabilities(Dataset clips, Backend backend) {
    Checks.require(
        clips.columns() == columns(),
        "the clips have %s features each (%s), the model takes %s (%s)",
        clips.columns(),
        clips.encoder(),
        columns(),
        encoder);
    float[] probabilities = probabilities(logits(space.apply(clips.x(), backend), weights));
    Checks.finite(probabilities, "the probabilities that the model gives");
    return probabilities;
  }

  @Override
  public ReadyClassifier on(int rows, Backend backend) {
    UnaryOperator<float[]> smooth = space.on(rows, backend);
    return x -> probabilities(logits(smooth.apply(x), weights));
  }

  @Override
  public List<Double> detectionThresholds(Optional<Double> wanted) {
    return wanted.map(precision::thresholds).orElse(calibration.thresholds).stream()
        .map(RecordingDetector::positive)
        .toList();
  }

  private float[] probabilities(double[] logits) {
    float[] probabilities = new float[logits.length];
    List<Double> slopes = calibration.slopes;
    List<Double> offsets = calibration.offsets;
    int count = classes.size();
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] =
          (float) sigmoid(slopes.get(i % count) * logits[i] + offsets.get(i % count));
    }
    return probabilities;
  }

  /** {@code 1 / (1 + exp(-z))}. */
  public static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** {@code x W + b}, n x classes. */
  public static double[] logits(float[] x, LinearClassifier weights) {
    int d = weights.columns();
    int count = weights.classes();
    double[] logits = new double[x.length / d * count];
    for (int row = 0; row < x.length / d; row++) {
      for (int c = 0; c < count; c++) {
        double sum = weights.bias()[c];
        for (int j = 0; j < d; j++) {
          sum += (double) x[row * d + j] * weights.weight()[j * count + c];
        }
        logits[row * count + c] = sum;
      }
    }
    return logits;
  }

  /**
   * The classes of each clip, with bars between them; empty if it has none.
   *
   * @param probabilities of {@link #probabilities}
   * @param wanted the wanted precision; without one, the model's own thresholds are used
   */
  public List<String> texts(float[] probabilities, Optional<Double> wanted) {
    int count = classes.size();
    List<Double> least = wanted.map(precision::thresholds).orElse(calibration.thresholds);
    return IntStream.range(0, probabilities.length / count)
        .mapToObj(row ->
            IntStream.range(0, count)
                .filter(c -> probabilities[row * count + c] >= least.get(c))
                .mapToObj(classes::get)
                .collect(Collectors.joining(ClassNames.BAR)))
        .toList();
  }

  /**
   * Writes predictions: the columns are path, predicted (with bars), and the probability of each
   * class.
   *
   * @param ids the names of the clips
   * @param texts the classes of each clip
   * @throws IOException if the file cannot be written
   */
  public void writeCsv(Path file, List<String> ids, List<String> texts, float[] probabilities)
      throws IOException {
    AtomicFile.write(
        file,
        out -> {
          // The caller closes the stream.
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          CsvWriter csv = CsvWriter.builder().build(writer);
          List<String> header = new ArrayList<>(List.of("path", "predicted"));
          header.addAll(PredictionsCsv.classColumns(classes));
          csv.writeRecord(header);
          for (int row = 0; row < ids.size(); row++) {
            List<String> cells = new ArrayList<>();
            cells.add(CsvCells.text(ids.get(row)));
            cells.add(CsvCells.text(texts.get(row)));
            for (int c = 0; c < classes.size(); c++) {
              cells.add(
                  String.format(Locale.ROOT, "%.6f", probabilities[row * classes.size() + c]));
            }
            csv.writeRecord(cells);
          }
          csv.flush();
        });
  }

  /** Whether a folder or file holds such a model; false if it holds another one, or none. */
  public static boolean isAt(Path path) throws IOException {
    Path file = file(path);
    return Files.isRegularFile(file)
        && Safetensors.text(file, FORMAT_KEY).filter(FORMAT::equals).isPresent();
  }

  private static Path file(Path path) throws IOException {
    Path found = AtomicDirectory.recover(path);
    return Files.isDirectory(found) ? found.resolve(ModelFile.NAME) : found;
  }

  /**
   * Writes the model into the folder of a run.
   *
   * @throws IOException if the file cannot be written
   */
  public void save(Path folder) throws IOException {
    ClassifierStore store = ClassifierStore.empty();
    space.write(store);
    Classifier stored = weights;
    store.part("classes").put(stored);
    Map<String, String> metadata = new LinkedHashMap<>(store.metadata());
    metadata.put(FORMAT_KEY, FORMAT);
    metadata.put(
        MODEL_KEY,
        new Gson()
            .toJson(
                new Description(
                    encoder,
                    classes,
                    space.smoothing().neighbors(),
                    calibration.slopes,
                    calibration.offsets,
                    calibration.thresholds,
                    precision)));
    ModelFile.write(windows, metadata);
    new Safetensors(store.tensors(), metadata).write(folder.resolve(ModelFile.NAME));
  }

  /**
   * Reads a model.
   *
   * @param path the folder of a run, or the file itself
   * @throws DataException if the file is damaged
   */
  public static LabelsModel load(Path path) throws IOException {
    Path file = file(path);
    Safetensors stored = Safetensors.read(file);
    String where = file + ": damaged model";
    try {
      Description described =
          JsonRecord.read(Description.class, stored.metadata().getOrDefault(MODEL_KEY, ""), where);
      ClassifierStore store =
          ClassifierStore.of(stored.tensors(), stored.metadata(), ModelFile.readers());
      if (!(store.part("classes").classifier() instanceof LinearClassifier weights)) {
        throw new DataException(where + ": its classes have no weights");
      }
      return new LabelsModel(
          described.encoder(),
          described.classes(),
          SmoothedSpace.read(store, described.neighbors()),
          weights,
          new Calibration(described.slopes(), described.offsets(), described.thresholds()),
          described.precision(),
          ModelFile.windows(stored.metadata(), where));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DataException(where + ": " + e.getMessage(), e);
    }
  }
}
