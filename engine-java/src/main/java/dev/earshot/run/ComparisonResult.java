package dev.earshot.run;

import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What a comparison has come to.
 *
 * @param partitions which rows played which part, one a run
 * @param methods in the order given, the one compared with first
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

    /** Mean and deviation over the runs of one of the test scores. */
    public MeanStd of(ToDoubleFunction<Scores> score) {
      return MeanStd.of(values(score));
    }

    /** Mean and deviation of the expected calibration error. */
    public MeanStd calibrationError() {
      return MeanStd.of(
          outcomes.stream().mapToDouble(Comparison.Outcome::calibrationError).toArray());
    }

    /** Mean and deviation of the seconds a run took, learning and predicting. */
    public MeanStd seconds() {
      return MeanStd.of(outcomes.stream().mapToDouble(Comparison.Outcome::seconds).toArray());
    }

    /** One of the test scores in each run. */
    public double[] values(ToDoubleFunction<Scores> score) {
      return outcomes.stream()
          .mapToDouble(outcome -> score.applyAsDouble(outcome.scores()))
          .toArray();
    }

    /** This method's score minus another's, run by run. */
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
