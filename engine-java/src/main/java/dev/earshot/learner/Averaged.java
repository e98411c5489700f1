package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains several copies of a learner with different seeds. The result is the mean of their
 * probabilities.
 *
 * @param member the learner
 * @param count number of copies, at least 1
 */
public record Averaged(Learner member, int count) implements Learner {
  static final String KIND = "mean";

  /**
   * Distance between the seeds of two copies. It is large because the seeds of runs differ by 1.
   */
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

  /**
   * The mean of the probabilities of several classifiers.
   *
   * @param classifiers at least one; all have the same features and classes
   */
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

    /** The stored values that are not tensors. */
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
      return mean(
          x,
          classifiers.stream()
              .<ReadyClassifier>map(each -> more -> each.probabilities(more, backend))
              .toList());
    }

    @Override
    public ReadyClassifier on(FeatureMap map, int rows, Backend backend) {
      List<ReadyClassifier> ready =
          classifiers.stream().map(each -> each.on(map, rows, backend)).toList();
      return x -> mean(x, ready);
    }

    private float[] mean(float[] x, List<ReadyClassifier> ready) {
      float[] mean = new float[x.length / columns() * classes()];
      for (ReadyClassifier each : ready) {
        float[] probabilities = each.probabilities(x);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += probabilities[i] / ready.size();
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
