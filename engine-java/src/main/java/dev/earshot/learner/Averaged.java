package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean of the probabilities of several, equal but for their seeds.
 *
 * @param member what learns
 * @param count how many of them
 */
public record Averaged(Learner member, int count) implements Learner {
  /** Far from the seeds of other runs, which count on by 1. */
  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  public Averaged {
    Checks.require(count >= 1, "an ensemble needs at least one member: %s", count);
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    List<Classifier> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(member.fit(data, seed + i * SEED_STEP, backend));
    }
    return (x, at) -> {
      float[] mean = new float[x.length / data.columns() * data.classes()];
      for (Classifier each : members) {
        float[] probabilities = each.probabilities(x, at);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += probabilities[i] / count;
        }
      }
      return mean;
    };
  }
}
