package dev.earshot.run;

import dev.earshot.LabelBudget;
import dev.earshot.base.Checks;
import java.util.Optional;

/**
 * How methods are compared.
 *
 * @param budget the labels that each method gets
 * @param groupSplit whether every group stays on one side of the split
 * @param runs number of runs, each with its own split; at least 1
 * @param seed the seed of the first run; run i has {@code seed + i}
 * @param backend a name for {@link dev.earshot.compute.backends.Backends#choose}
 * @param threads number of runs that are done in parallel, at least 1; scores do not depend on it
 * @param pca the number of columns to which the training clips' principal components, rotated,
 *     project the vectors of all methods; empty for none. The time of a method does not include it
 */
public record ComparisonOptions(
    LabelBudget budget,
    boolean groupSplit,
    int runs,
    long seed,
    String backend,
    int threads,
    Optional<Integer> pca) {
  public ComparisonOptions {
    Checks.require(runs >= 1, "the number of runs must be at least 1: %s", runs);
    Checks.require(threads >= 1, "the number of threads must be at least 1: %s", threads);
    Checks.require(
        pca.orElse(1) >= 1, "the number of components must be at least 1: %s", pca.orElse(1));
  }
}
