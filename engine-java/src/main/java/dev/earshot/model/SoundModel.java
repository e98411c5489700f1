package dev.earshot.model;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Dataset;
import dev.earshot.learner.Classifier;
import dev.earshot.method.GraphClassifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A trained model: features of clips in, probabilities of the classes out. Immutable; threads may
 * share it.
 *
 * @param encoder the name of the encoder that makes its features
 * @param classes the names of the classes it tells apart
 * @param vote its members, or one classifier alone
 */
public record SoundModel(String encoder, List<String> classes, Vote vote) {
  /**
   * @throws IllegalArgumentException if the vote is of another number of classes
   */
  public SoundModel {
    classes = List.copyOf(classes);
    Checks.require(
        classes.size() == vote.classes(),
        "%s names for %s classes",
        classes.size(),
        vote.classes());
  }

  /** d, features of a clip. */
  public int columns() {
    return vote.columns();
  }

  /** The members of its vote. */
  public List<Vote.Member> members() {
    return vote.members();
  }

  /** What makes probabilities and a class of the members' weighted mean. */
  public Decision decision() {
    return vote.decision();
  }

  /**
   * Classifies clips on the best backend of this machine.
   *
   * @param clips features of the model's encoder; labels are not looked at
   * @throws IllegalArgumentException if the features are not the model's
   */
  public Predictions predict(Dataset clips) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Backend backend = Backends.choose(Backends.AUTO).provider().open(threads)) {
      return predict(clips, backend);
    }
  }

  /** As {@link #predict(Dataset)} on a given backend. */
  public Predictions predict(Dataset clips, Backend backend) {
    requireFeatures(clips);
    float[] probabilities = vote.probabilities(clips.x(), backend);
    return new Predictions(clips.ids(), classes, probabilities, decision().labels(probabilities));
  }

  /**
   * What the model makes of clips before it names a class: the last hidden layer's rows of its
   * first graph network, or of its first classifier that has hidden layers, or else the features as
   * its first classifier standardises them.
   *
   * @param clips as in {@link #predict(Dataset)}
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
    return deepest.classifiers().getFirst().embed(deepest.space(), clips.x(), backend);
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
   * Writes the model to a safetensors file, whole or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public void save(Path file) throws IOException {
    ModelFile.write(this, file);
  }

  /**
   * Reads a model: a file that {@link #save} wrote, or the folder of a run that holds one.
   *
   * @throws IOException if there is none or it is damaged; the message names the file
   */
  public static SoundModel load(Path path) throws IOException {
    return ModelFile.read(path);
  }
}
