package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.metrics.DoubtfulLabels;
import dev.earshot.metrics.PrecisionCurves;
import java.util.List;

/**
 * Predictions for labelled clips by models that have not learnt from them.
 *
 * @param truth the clips' labels
 * @param predicted what they were called
 * @param probabilities clips x classes, row-major
 */
record HeldOutLabels(int[] truth, int[] predicted, float[] probabilities) {
  /** The predictions of a vote's cross-validation inside its labels. */
  static HeldOutLabels of(EnsembleSummary.HeldOut heldOut) {
    return new HeldOutLabels(heldOut.truth(), heldOut.predicted(), heldOut.probabilities());
  }

  /** The predictions of tested runs for their test clips; none if there are no runs. */
  static HeldOutLabels ofTests(Dataset data, List<RunResult> tested) {
    int classes = data.classes().size();
    int count = tested.stream().mapToInt(run -> run.predictions().size()).sum();
    int[] truth = new int[count];
    int[] predicted = new int[count];
    float[] probabilities = new float[count * classes];
    int done = 0;
    for (RunResult run : tested) {
      int[] own = run.partition().truth(data);
      System.arraycopy(own, 0, truth, done, own.length);
      System.arraycopy(run.predictions().labels(), 0, predicted, done, own.length);
      float[] all = run.predictions().probabilities();
      System.arraycopy(all, 0, probabilities, done * classes, all.length);
      done += own.length;
    }
    return new HeldOutLabels(truth, predicted, probabilities);
  }

  /** How sure predictions must be for a wanted precision. */
  PrecisionCurves precision(int classes) {
    float[] confidence = new float[truth.length];
    for (int i = 0; i < confidence.length; i++) {
      confidence[i] = probabilities[i * classes + predicted[i]];
    }
    return PrecisionCurves.of(truth, predicted, confidence, classes);
  }

  /** The labels that the predictions contradict. */
  DoubtfulLabels doubts(int classes) {
    return DoubtfulLabels.of(truth, probabilities, classes);
  }
}
