package dev.earshot.model;

import dev.earshot.DataException;
import dev.earshot.Windows;
import dev.earshot.compute.Backend;
import dev.earshot.learner.ReadyClassifier;
import java.util.List;
import java.util.Optional;

/**
 * What {@link SoundDetector} needs of a model: classes of a sound by the features of an encoder. A
 * {@link SoundModel} gives a sound one class, a {@link LabelsModel} any number of them.
 */
public sealed interface SoundClassifier permits SoundModel, LabelsModel {
  /** The name of the encoder that computes the features. */
  String encoder();

  /** The names of the classes. */
  List<String> classes();

  /** d, the number of features of a sound. */
  int columns();

  /** How recordings were cut for the training; empty if that is not known. */
  Optional<Windows> windows();

  /**
   * The least probability of each class at which it is detected.
   *
   * @param precision the wanted fraction of right windows among those of a class; without one the
   *     model's own thresholds are meant
   * @return one a class; infinite where the precision cannot be promised
   * @throws DataException if a precision is wanted and the model does not know how precise it is
   */
  List<Double> detectionThresholds(Optional<Double> precision);

  /**
   * The model on a backend, for many calls of at most {@code rows} sounds. It takes the encoder's
   * features and gives the probabilities of the classes, which add up to 1 only if a sound has one
   * class.
   */
  ReadyClassifier on(int rows, Backend backend);
}
