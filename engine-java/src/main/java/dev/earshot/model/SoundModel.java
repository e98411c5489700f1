package dev.earshot.model;

import dev.earshot.DataException;
import dev.earshot.Windows;
import dev.earshot.audio.Waveform;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Dataset;
import dev.earshot.data.Projection;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.ReadyClassifier;
import dev.earshot.method.GraphClassifier;
import dev.earshot.metrics.PrecisionCurves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A trained model: features of clips in, probabilities of the classes out. It is immutable, so
 * several threads may use it.
 *
 * @param encoder the name of the encoder that computes its features
 * @param classes the names of its classes
 * @param projection projects the encoder's features to those that the vote takes; empty if it takes
 *     the encoder's
 * @param vote its members; a single classifier is a vote of one member
 * @param windows how to cut a recording so that its windows are like the clips that the model has
 *     learnt from; empty if that is not known
 * @param unknown finds clips of no class; empty if the model cannot tell
 * @param precision how sure predictions must be for a wanted precision; empty if that is not known
 */
public record SoundModel(
    String encoder,
    List<String> classes,
    Optional<Projection> projection,
    Vote vote,
    Optional<Windows> windows,
    Optional<UnknownFinder> unknown,
    Optional<PrecisionCurves> precision)
    implements SoundClassifier {
  /**
   * @throws IllegalArgumentException if the vote has a different number of classes, or takes
   *     another number of features than the projection gives
   */
  public SoundModel {
    classes = List.copyOf(classes);
    Checks.require(
        classes.size() == vote.classes(),
        "%s names for %s classes",
        classes.size(),
        vote.classes());
    int width = projection.map(Projection::width).orElse(vote.columns());
    Checks.require(
        width == vote.columns(),
        "a projection to %s columns for members that take %s",
        width,
        vote.columns());
    Checks.require(
        unknown.map(UnknownFinder::columns).orElse(width) == width
            && precision.map(curves -> curves.classes().size()).orElse(classes.size())
                == classes.size(),
        "the model's parts for unknown clips or for precision do not fit to its vote");
  }

  /** A model that knows neither unknown clips nor how sure it must be. */
  public SoundModel(
      String encoder,
      List<String> classes,
      Optional<Projection> projection,
      Vote vote,
      Optional<Windows> windows) {
    this(encoder, classes, projection, vote, windows, Optional.empty(), Optional.empty());
  }

  /** The same with what tells unknown clips, and how sure predictions must be. */
  public SoundModel with(Optional<UnknownFinder> finder, Optional<PrecisionCurves> curves) {
    return new SoundModel(encoder, classes, projection, vote, windows, finder, curves);
  }

  /** A model without a projection, which does not know how long its clips were. */
  public SoundModel(String encoder, List<String> classes, Vote vote) {
    this(encoder, classes, Optional.empty(), vote, Optional.empty());
  }

  /** d, the number of features of a clip. */
  @Override
  public int columns() {
    return projection.map(Projection::columns).orElse(vote.columns());
  }

  /** The features that the vote takes, n x its columns, for n x d features of the encoder. */
  float[] projected(float[] x) {
    return projection.map(to -> to.apply(x)).orElse(x);
  }

  /** Of each class the same: no two can both be above it. */
  @Override
  public List<Double> detectionThresholds(Optional<Double> wanted) {
    return wanted
        .map(each ->
            precision
                .orElseThrow(() ->
                    new DataException("the model does not know how precise it is: train it again"))
                .thresholds(each)
                .stream()
                .map(SoundDetector::positive)
                .toList())
        .orElse(Collections.nCopies(classes.size(), SoundDetector.THRESHOLD));
  }

  @Override
  public ReadyClassifier on(int rows, Backend backend) {
    ReadyClassifier ready = vote.on(rows, backend);
    return x -> ready.probabilities(projected(x));
  }

  /** The members of its vote. */
  public List<Vote.Member> members() {
    return vote.members();
  }

  /** The last step, from the members' weighted mean to probabilities and a class. */
  public Decision decision() {
    return vote.decision();
  }

  /**
   * Classifies clips on the best backend of this machine.
   *
   * @param clips clips with features of the model's encoder; their labels are not used
   * @throws IllegalArgumentException if the clips do not have the model's number of features
   */
  public Predictions predict(Dataset clips) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Backend backend = Backends.choose(Backends.AUTO).provider().open(threads)) {
      return predict(clips, backend);
    }
  }

  /** Like {@link #predict(Dataset)}, on the given backend. */
  public Predictions predict(Dataset clips, Backend backend) {
    requireFeatures(clips);
    float[] x = projected(clips.x());
    float[] probabilities = vote.probabilities(x, backend);
    return new Predictions(
        clips.ids(),
        classes,
        probabilities,
        decision().labels(probabilities),
        unknown.map(
            finder -> new Predictions.Unknown(finder.name(), finder.probabilities(x, backend))),
        List.of());
  }

  /**
   * Classifies one sound. For many sounds one after the other, {@link #predictor} is faster.
   *
   * @param sound of any sample rate
   * @throws dev.earshot.DataException if the sound is too short for the encoder, or the model was
   *     trained on vectors of an unknown encoder
   */
  public Prediction predict(Waveform sound) {
    try (Predictor predictor = predictor()) {
      return predictor.predict(sound);
    }
  }

  /**
   * Classifies one sound. For many sounds one after the other, {@link #predictor} is faster.
   *
   * @param samples amplitudes of one channel, with full scale at -1 and 1
   * @param sampleRate samples per second
   * @throws dev.earshot.DataException as {@link #predict(Waveform)}, or if a sample is not finite
   *     or the rate is out of range
   */
  public Prediction predict(float[] samples, int sampleRate) {
    return predict(new Waveform(samples, sampleRate));
  }

  /** Opens a predictor, which classifies one clip after another on the best backend. */
  public Predictor predictor() {
    return new Predictor(this);
  }

  /**
   * Embeds clips: the outputs of the last hidden layer of the model's first graph network. A model
   * without one uses its first classifier that has hidden layers. If there is none either, the
   * result is the features as the first classifier standardises them.
   *
   * @param clips clips with features of the model's encoder
   * @return clips x width, row-major
   */
  public float[] embed(Dataset clips, Backend backend) {
    requireFeatures(clips);
    Comparator<Vote.Member> byDepth =
        Comparator.comparingInt(member -> {
          Classifier classifier = member.classifiers().getFirst();
          boolean graph = classifier instanceof GraphClassifier network && network.usesGraph();
          return classifier.hiddenLayers() == 0 ? 2 : graph ? 0 : 1;
        });
    Vote.Member deepest = members().stream().min(byDepth).orElseThrow();
    return deepest.classifiers().getFirst().embed(deepest.space(), projected(clips.x()), backend);
  }

  private void requireFeatures(Dataset clips) {
    Checks.require(
        clips.columns() == columns(),
        "the clips have %s features each (%s), the model takes %s (%s)",
        clips.columns(),
        clips.encoder(),
        columns(),
        encoder());
  }

  /**
   * Writes the model to a safetensors file, completely or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public void save(Path file) throws IOException {
    ModelFile.write(this, file);
  }

  /**
   * Reads a model.
   *
   * @param path a file that {@link #save} wrote, or the folder of a training that contains one
   * @throws IOException if there is no model or it is damaged; the message names the file
   */
  public static SoundModel load(Path path) throws IOException {
    return ModelFile.read(path);
  }
}
