package dev.earshot;

import dev.earshot.base.Checks;
import dev.earshot.base.MostProbable;
import java.util.List;
import java.util.Optional;

/**
 * The probabilities of the classes and the predicted class for each clip. The predicted class need
 * not be the most probable one, because a model may be class-balanced.
 *
 * @param ids the names of the clips
 * @param classes the names of the classes
 * @param probabilities clips x classes, row-major; each row sums to 1
 * @param labels the predicted classes of the clips, as indices
 * @param unknown the probability of each clip to be of no class; empty if the model cannot tell
 * @param withheld what to write in place of each predicted class, such as {@value #UNSURE}; an
 *     empty text leaves the class. The list is empty if no precision is wanted
 */
public record Predictions(
    List<String> ids,
    List<String> classes,
    float[] probabilities,
    int[] labels,
    Optional<Unknown> unknown,
    List<String> withheld) {
  /** What a clip is called whose class is less sure than the wanted precision. */
  public static final String UNSURE = "unsure";

  /** From this probability on a clip is called unknown, if a precision is wanted. */
  private static final double LIKELY = 0.5;

  /**
   * The probability of clips to be of no class of the model.
   *
   * @param name what such clips are called
   * @param probabilities one a clip
   */
  public record Unknown(String name, float[] probabilities) {
    /** Checks the numbers. */
    public Unknown {
      Checks.finite(probabilities, "the probabilities to be of no class");
    }

    /** Whether a clip is more probably of no class than of one. */
    public boolean isLikely(int clip) {
      return probabilities[clip] >= LIKELY;
    }

    /** The number of clips that are more probably of no class than of one. */
    public int count() {
      int count = 0;
      for (float probability : probabilities) {
        count += probability >= LIKELY ? 1 : 0;
      }
      return count;
    }

    /** The sum of the probabilities: how many clips are expected to be of no class. */
    public double expected() {
      double sum = 0;
      for (float probability : probabilities) {
        sum += probability;
      }
      return sum;
    }
  }

  /**
   * Copies the lists and checks the numbers.
   *
   * @throws IllegalArgumentException if they do not fit together, or one is not finite; the message
   *     names the clip
   */
  public Predictions {
    ids = List.copyOf(ids);
    classes = List.copyOf(classes);
    withheld = List.copyOf(withheld);
    Checks.require(
        unknown.map(each -> each.probabilities().length).orElse(ids.size()) == ids.size()
            && (withheld.isEmpty() || withheld.size() == ids.size()),
        "numbers of unknown or unsure clips that are not %s",
        ids.size());
    Checks.require(
        labels.length == ids.size() && probabilities.length == ids.size() * classes.size(),
        "%s probabilities and %s labels of %s clips and %s classes",
        probabilities.length,
        labels.length,
        ids.size(),
        classes.size());
    for (int i = 0; i < probabilities.length; i++) {
      if (!Float.isFinite(probabilities[i])) {
        int clip = i / classes.size();
        throw new IllegalArgumentException(
            "clip %s (row %s) gets a probability of %s: its features are too large for the model, or the model is damaged"
                .formatted(ids.get(clip), clip, probabilities[i]));
      }
    }
  }

  /** Predictions of a model that knows nothing of unknown clips, without a wanted precision. */
  public Predictions(List<String> ids, List<String> classes, float[] probabilities, int[] labels) {
    this(ids, classes, probabilities, labels, Optional.empty(), List.of());
  }

  /**
   * Predictions of each clip's most probable class.
   *
   * @param ids the names of the clips
   * @param classes the names of the classes
   * @param probabilities clips x classes, row-major; each row sums to 1
   */
  public static Predictions mostProbable(
      List<String> ids, List<String> classes, float[] probabilities) {
    int[] labels = MostProbable.of(probabilities, classes.size());
    return new Predictions(ids, classes, probabilities, labels);
  }

  /** The same probabilities with each clip's most probable class as its prediction. */
  public Predictions mostProbable() {
    return new Predictions(
        ids,
        classes,
        probabilities,
        MostProbable.of(probabilities, classes.size()),
        unknown,
        withheld);
  }

  /** The same with the probabilities of the clips to be of no class. */
  Predictions with(Optional<Unknown> other) {
    return new Predictions(ids, classes, probabilities, labels, other, withheld);
  }

  /** The same with what to write in place of each predicted class. */
  public Predictions withheld(List<String> texts) {
    return new Predictions(ids, classes, probabilities, labels, unknown, texts);
  }

  /** Number of clips. */
  public int size() {
    return ids.size();
  }

  /** The probability of a class for a clip. */
  public float probability(int clip, int label) {
    return probabilities[clip * classes.size() + label];
  }

  /** The predicted class of a clip, as an index. */
  public int label(int clip) {
    return labels[clip];
  }

  /** The name of the predicted class of a clip. */
  public String className(int clip) {
    return classes.get(label(clip));
  }

  /** Whether a clip has its predicted class, also if a precision is wanted. */
  public boolean isNamed(int clip) {
    return withheld.isEmpty() || withheld.get(clip).isEmpty();
  }

  /** What a clip is called: its predicted class, or what is written in place of it. */
  public String text(int clip) {
    return isNamed(clip) ? className(clip) : withheld.get(clip);
  }

  /** The probability of the predicted class of a clip. */
  public float confidence(int clip) {
    return probability(clip, label(clip));
  }
}
