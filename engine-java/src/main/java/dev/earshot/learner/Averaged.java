package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.data.FeatureMap;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean of the probabilities of several, equal but for their seeds.
 *
 * @param member what learns
 * @param count how many of them
 */
public record Averaged(Learner member, int count) implements Learner {
  static final String KIND = "mean";

  /** Far from the seeds of other runs, which count on by 1. */
  public static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  public Averaged {
    Checks.require(count >= 1, "an ensemble needs at least one member: %s", count);
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    List<Classifier> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(member.fit(data, seed + i * SEED_STEP, backend));
    }
    return new Mean(members);
  }

  @Override
  public int mostUnlabelled() {
    return member.mostUnlabelled();
  }

  /** The mean of the probabilities of classifiers of the same features and classes. */
  public record Mean(List<Classifier> classifiers) implements Classifier {
    public Mean {
      classifiers = List.copyOf(classifiers);
      Checks.require(!classifiers.isEmpty(), "a mean of no classifier");
      for (Classifier each : classifiers) {
        Checks.require(
            each.columns() == classifiers.getFirst().columns()
                && each.classes() == classifiers.getFirst().classes(),
            "the classifiers of a mean differ in their features or classes");
      }
    }

    /** What is no tensor. */
    private record Settings(int count) {}

    @Override
    public int columns() {
      return classifiers.getFirst().columns();
    }

    @Override
    public int classes() {
      return classifiers.getFirst().classes();
    }

    @Override
    public float[] probabilities(float[] x, Backend backend) {
      float[] mean = new float[x.length / columns() * classes()];
      for (Classifier each : classifiers) {
        float[] probabilities = each.probabilities(x, backend);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += probabilities[i] / classifiers.size();
        }
      }
      return mean;
    }

    @Override
    public int hiddenLayers() {
      return classifiers.getFirst().hiddenLayers();
    }

    @Override
    public float[] embed(FeatureMap map, float[] x, Backend backend) {
      return classifiers.getFirst().embed(map, x, backend);
    }

    @Override
    public int parameters() {
      return classifiers.stream().mapToInt(Classifier::parameters).sum();
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public void write(ClassifierStore store) {
      store.put(new Settings(classifiers.size()));
      for (int i = 0; i < classifiers.size(); i++) {
        store.part("classifier" + i).put(classifiers.get(i));
      }
    }

    static Mean read(ClassifierStore store) {
      int count = store.settings(Settings.class).count();
      List<Classifier> classifiers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        classifiers.add(store.part("classifier" + i).classifier());
      }
      return new Mean(classifiers);
    }
  }
}
