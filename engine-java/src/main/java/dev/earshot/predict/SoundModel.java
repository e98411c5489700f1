package dev.earshot.predict;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Backends;
import dev.earshot.compute.Checks;
import dev.earshot.data.Dataset;
import dev.earshot.data.FeatureMap;
import dev.earshot.metrics.Sharpness;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A trained model: one network, or several that vote. Member m's probabilities for a clip, {@code
 * p_m}, are the mean of its networks', sharpened to {@code p_m^s_m / sum p_m^s_m}; the model's are
 * the members' mean weighted by {@code w_m}, each class's times a factor of its own, sharpened once
 * more. Immutable; threads may share it.
 *
 * @param members at least one, all of the same encoder and classes; weights add up to 1
 * @param classFactors what each class's probability is multiplied by
 * @param sharpness the last exponent; 1 leaves the mean as it is
 */
public record SoundModel(List<Member> members, List<Double> classFactors, double sharpness) {
  /**
   * Networks of one kind and their say.
   *
   * @param space takes features to where the networks were trained
   * @param networks at least one; they differ in their seeds alone
   * @param weight their share of the vote
   * @param sharpness exponent of their mean probabilities; above 1 these become surer
   */
  public record Member(
      FeatureMap space, List<NetworkModel> networks, double weight, double sharpness) {
    public Member {
      networks = List.copyOf(networks);
      Checks.require(!networks.isEmpty(), "a member needs a network");
      Checks.require(weight >= 0 && weight <= 1, "a member's weight is %s", weight);
      Checks.require(sharpness > 0, "a member's sharpness is %s", sharpness);
    }

    /** Probabilities of the classes, n x classes, for n x d features as the encoder gives them. */
    float[] probabilities(float[] x, int classes, Backend backend) {
      float[] mapped = space.apply(x);
      float[] mean = networks.getFirst().probabilities(mapped, backend);
      for (NetworkModel other : networks.subList(1, networks.size())) {
        float[] more = other.probabilities(mapped, backend);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += more[i];
        }
      }
      if (networks.size() > 1) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] /= networks.size();
        }
      }
      Sharpness.apply(mean, classes, sharpness);
      return mean;
    }
  }

  /** One network, trained on features as they are. */
  public static SoundModel of(NetworkModel network) {
    FeatureMap plain = FeatureMap.plain(network.settings().columns());
    Member alone = new Member(plain, List.of(network), 1, 1);
    return new SoundModel(List.of(alone), noFactors(network.settings().classes().size()), 1);
  }

  /** Factors that change nothing. */
  public static List<Double> noFactors(int classes) {
    return Collections.nCopies(classes, 1.0);
  }

  public SoundModel {
    members = List.copyOf(members);
    Checks.require(!members.isEmpty(), "a model needs a member");
    classFactors = List.copyOf(classFactors);
    Checks.require(sharpness > 0, "the model's sharpness is %s", sharpness);
    ModelSettings first = members.getFirst().networks().getFirst().settings();
    for (Member member : members) {
      for (NetworkModel network : member.networks()) {
        ModelSettings settings = network.settings();
        Checks.require(
            settings.columns() == first.columns() && settings.classes().equals(first.classes()),
            "the networks of a model differ in their features or classes");
      }
    }
    Checks.require(
        classFactors.size() == first.classes().size()
            && classFactors.stream().allMatch(factor -> factor > 0 && factor < 1e6),
        "the classes' factors are %s",
        classFactors);
  }

  /** The name of the encoder that makes its features. */
  public String encoder() {
    return settings().encoder();
  }

  /** d, features of a clip. */
  public int columns() {
    return settings().columns();
  }

  private ModelSettings settings() {
    return members.getFirst().networks().getFirst().settings();
  }

  /** The classes it tells apart. */
  public List<String> classes() {
    return settings().classes();
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
    float[] sum = new float[clips.rows() * classes().size()];
    for (Member member : members) {
      if (member.weight() > 0) {
        float[] probabilities = member.probabilities(clips.x(), classes().size(), backend);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += (float) member.weight() * probabilities[i];
        }
      }
    }
    if (classFactors.stream().anyMatch(factor -> factor != 1)) {
      weigh(sum);
    }
    Sharpness.apply(sum, classes().size(), sharpness);
    return new Predictions(clips.ids(), classes(), sum);
  }

  /**
   * What the model makes of clips before it names a class: the last hidden layer's rows of its
   * first graph network, or of its first network that has hidden layers, or else the standardised
   * features of the first member.
   *
   * @param clips as in {@link #predict(Dataset)}
   * @return clips x width, row-major
   */
  public float[] embed(Dataset clips, Backend backend) {
    requireFeatures(clips);
    Comparator<Member> byDepth =
        Comparator.comparingInt(member -> {
          NetworkSettings network = member.networks().getFirst().settings().network();
          boolean graph = network.layer() != LayerKind.DENSE;
          return network.layers() == 0 ? 2 : graph ? 0 : 1;
        });
    Member member = members.stream().min(byDepth).orElseThrow();
    return member.networks().getFirst().embed(member.space().apply(clips.x()), backend);
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

  private void weigh(float[] probabilities) {
    int classes = classes().size();
    for (int row = 0; row < probabilities.length; row += classes) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += probabilities[row + c] * classFactors.get(c);
      }
      for (int c = 0; c < classes; c++) {
        probabilities[row + c] = (float) (probabilities[row + c] * classFactors.get(c) / sum);
      }
    }
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
