package dev.earshot.run;

import dev.earshot.metrics.Calibration;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The result of a comparison.
 *
 * @param partitions the partition of the rows in each run
 * @param methods the methods' results in the given order; the first is the one compared with
 */
public record ComparisonResult(List<Partition> partitions, List<MethodResult> methods) {
  public ComparisonResult {
    partitions = List.copyOf(partitions);
    methods = List.copyOf(methods);
  }

  /**
   * One method's outcomes.
   *
   * @param name of the method
   * @param outcomes one a run
   */
  public record MethodResult(String name, List<Comparison.Outcome> outcomes) {
    public MethodResult {
      outcomes = List.copyOf(outcomes);
    }

    /** Mean and standard deviation over the runs of one of the test scores. */
    public MeanStd of(ToDoubleFunction<Scores> score) {
      return MeanStd.of(values(score));
    }

    /**
     * The expected calibration error over the test clips of all runs together. The mean of the
     * runs' own errors would mostly tell how few test clips a run has.
     */
    public double calibrationError() {
      return Calibration.together(outcomes.stream().map(Comparison.Outcome::calibration).toList())
          .expectedError();
    }

    /** Mean and standard deviation of the seconds that a run took for learning and predicting. */
    public MeanStd seconds() {
      return MeanStd.of(outcomes.stream().mapToDouble(Comparison.Outcome::seconds).toArray());
    }

    /** One of the test scores in each run. */
    public double[] values(ToDoubleFunction<Scores> score) {
      return outcomes.stream()
          .mapToDouble(outcome -> score.applyAsDouble(outcome.scores()))
          .toArray();
    }

    /**
     * Mean and standard deviation of the paired difference: this method's score minus another's.
     */
    public MeanStd minus(MethodResult other, ToDoubleFunction<Scores> score) {
      double[] here = values(score);
      double[] there = other.values(score);
      return MeanStd.of(
          IntStream.range(0, here.length).mapToDouble(run -> here[run] - there[run]).toArray());
    }
  }

  static ComparisonResult of(
      List<ComparedMethod> methods,
      List<Partition> partitions,
      List<List<Comparison.Outcome>> byRun) {
    return new ComparisonResult(
        partitions,
        IntStream.range(0, methods.size())
            .mapToObj(m ->
                new MethodResult(
                    methods.get(m).name(), byRun.stream().map(run -> run.get(m)).toList()))
            .toList());
  }

  /** The method that the others are compared with. */
  public MethodResult reference() {
    return methods.getFirst();
  }
}
