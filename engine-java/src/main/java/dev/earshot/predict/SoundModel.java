package dev.earshot.predict;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Dataset;
import dev.earshot.data.FeatureMap;
import dev.earshot.metrics.Sharpness;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A trained model: one network, or members that vote. Member m's probabilities for a clip, {@code
 * p_m}, are the mean of its voters', sharpened to {@code p_m^s_m / sum p_m^s_m}; their mean,
 * weighted by {@code w_m}, is what the {@link Decision} starts from. Immutable; threads may share
 * it.
 *
 * @param members at least one, all of the same encoder and classes; weights add up to 1
 * @param decision makes probabilities and a class of the members' vote
 */
public record SoundModel(List<Member> members, Decision decision) {
  /**
   * Voters of one kind and their say.
   *
   * @param space takes features to where the voters were trained
   * @param voters at least one; they differ in their seeds alone
   * @param weight their share of the vote
   * @param sharpness exponent of their mean probabilities; above 1 these become surer
   */
  public record Member(FeatureMap space, List<Voter> voters, double weight, double sharpness) {
    public Member {
      voters = List.copyOf(voters);
      Checks.require(!voters.isEmpty(), "a member needs something that votes");
      Checks.require(weight >= 0 && weight <= 1, "a member's weight is %s", weight);
      Checks.require(sharpness > 0, "a member's sharpness is %s", sharpness);
    }

    /** Probabilities of the classes, n x classes, for n x d features as the encoder gives them. */
    float[] probabilities(float[] x, int classes, Backend backend) {
      float[] mean = voters.getFirst().probabilities(space, x, backend);
      for (Voter other : voters.subList(1, voters.size())) {
        float[] more = other.probabilities(space, x, backend);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += more[i];
        }
      }
      if (voters.size() > 1) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] /= voters.size();
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
    return new SoundModel(List.of(alone), Decision.plain(network.classes().size()));
  }

  public SoundModel {
    members = List.copyOf(members);
    Checks.require(!members.isEmpty(), "a model needs a member");
    Voter first = members.getFirst().voters().getFirst();
    for (Member member : members) {
      for (Voter voter : member.voters()) {
        Checks.require(
            voter.columns() == first.columns() && voter.classes().equals(first.classes()),
            "the members of a model differ in their features or classes");
      }
    }
    Checks.require(
        decision.classes() == first.classes().size(),
        "a decision of %s classes, expected %s",
        decision.classes(),
        first.classes().size());
  }

  /** The name of the encoder that makes its features. */
  public String encoder() {
    return first().encoder();
  }

  /** d, features of a clip. */
  public int columns() {
    return first().columns();
  }

  private Voter first() {
    return members.getFirst().voters().getFirst();
  }

  /** The classes it tells apart. */
  public List<String> classes() {
    return first().classes();
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
    decision.apply(sum);
    return new Predictions(clips.ids(), classes(), sum, decision.labels(sum));
  }

  /**
   * What the model makes of clips before it names a class: the last hidden layer's rows of its
   * first graph network, or of its first network that has hidden layers, or else the standardised
   * features of its first network; without any network the features as they are.
   *
   * @param clips as in {@link #predict(Dataset)}
   * @return clips x width, row-major
   */
  public float[] embed(Dataset clips, Backend backend) {
    requireFeatures(clips);
    Comparator<Member> byDepth =
        Comparator.comparingInt(member -> {
          NetworkSettings network = network(member).orElseThrow().settings().network();
          boolean graph = network.layer() != LayerKind.DENSE;
          return network.layers() == 0 ? 2 : graph ? 0 : 1;
        });
    return members.stream()
        .filter(member -> network(member).isPresent())
        .min(byDepth)
        .map(member -> network(member).orElseThrow().embed(member.space(), clips.x(), backend))
        .orElse(clips.x());
  }

  /** The first of a member's networks, if it has any. */
  private static Optional<NetworkModel> network(Member member) {
    return member.voters().getFirst() instanceof NetworkModel network
        ? Optional.of(network)
        : Optional.empty();
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
