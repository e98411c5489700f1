package dev.earshot.model;

import dev.earshot.DataException;
import dev.earshot.base.Checks;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.Standardizer;
import dev.earshot.format.JsonRecord;
import dev.earshot.format.Safetensors;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.ClassifierStore;
import dev.earshot.learner.Forest;
import dev.earshot.learner.Smoothed;
import dev.earshot.learner.SpreadLabels;
import dev.earshot.learner.Standardized;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.GraphClassifierSettings;
import dev.earshot.method.InferenceSettings;
import dev.earshot.nn.NetworkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads model files of format 4. It had three kinds of classifiers: networks, forests and spread
 * labels. Regression was a network without hidden layers. A model with only one classifier had no
 * prefixes.
 */
final class ModelFile4 {
  static final String FORMAT = "4";

  private record Description(List<Member> members, Decision decision) {}

  private record Member(
      List<Network> networks,
      List<ForestDescription> forests,
      List<Spreading> spreadings,
      FeatureSpace space,
      double weight,
      double sharpness) {
    int classifiers() {
      return networks.size() + forests.size() + spreadings.size();
    }
  }

  private record Network(
      String encoder,
      int columns,
      List<String> classes,
      NetworkSettings network,
      EdgeSettings edges,
      InferenceSettings inference,
      double clip,
      long seed) {}

  private record ForestDescription(
      String encoder, int columns, List<String> classes, int neighbors) {}

  private record Spreading(String encoder, List<String> classes, int neighbors) {}

  private ModelFile4() {}

  static TrainedModel read(Safetensors file, String where) throws DataException {
    String json = file.metadata().getOrDefault(ModelFile.MODEL_KEY, "");
    Description description = JsonRecord.read(Description.class, json, where);
    List<Member> described = description.members();
    Checks.require(!described.isEmpty(), "a model needs a member");
    boolean prefixed =
        described.size() > 1 || described.stream().anyMatch(m -> m.classifiers() > 1);
    ClassifierStore store = ClassifierStore.of(file.tensors(), file.metadata(), Map.of());
    List<Vote.Member> members = new ArrayList<>();
    for (int m = 0; m < described.size(); m++) {
      Member member = described.get(m);
      ClassifierStore part = prefixed ? store.part("member" + m) : store;
      List<Classifier> classifiers = classifiers(member, part, prefixed);
      Checks.require(!classifiers.isEmpty(), "member %s has nothing that votes", m);
      FeatureMap space = ModelFile.space(part, member.space(), classifiers.getFirst().columns());
      members.add(new Vote.Member(space, classifiers, member.weight(), member.sharpness()));
    }
    Member first = described.getFirst();
    Vote vote = new Vote(members, description.decision());
    return new TrainedModel(encoder(first), classes(first), vote);
  }

  private static List<Classifier> classifiers(
      Member member, ClassifierStore part, boolean prefixed) {
    List<Classifier> classifiers = new ArrayList<>();
    for (Network network : member.networks()) {
      classifiers.add(
          GraphClassifier.read(
              voter(part, classifiers.size(), prefixed),
              new GraphClassifierSettings(
                  network.columns(),
                  network.classes().size(),
                  network.network(),
                  network.edges(),
                  network.inference(),
                  network.clip(),
                  network.seed())));
    }
    for (ForestDescription forest : member.forests()) {
      classifiers.add(forest(voter(part, classifiers.size(), prefixed), forest));
    }
    for (Spreading spreading : member.spreadings()) {
      classifiers.add(spreading(voter(part, classifiers.size(), prefixed), spreading));
    }
    return classifiers;
  }

  private static ClassifierStore voter(ClassifierStore part, int number, boolean prefixed) {
    return prefixed ? part.part("voter" + number) : part;
  }

  private static Classifier forest(ClassifierStore store, ForestDescription description) {
    Forest forest =
        new Forest(
            description.columns(),
            description.classes().size(),
            store.tensor("forest.roots").toInts(),
            store.tensor("forest.features").toInts(),
            store.tensor("forest.thresholds").toFloats(),
            store.tensor("forest.targets").toInts());
    if (description.neighbors() == 0) {
      return forest;
    }
    Smoothed.Smoothing smoothing =
        new Smoothed.Smoothing(
            store.standardizer("standardizer", FeatureMap.BOUND),
            description.neighbors(),
            store.tensor("references").toFloats());
    return new Smoothed.Applied(smoothing, forest);
  }

  private static Classifier spreading(ClassifierStore store, Spreading description) {
    Standardizer standardizer = store.standardizer("standardizer", FeatureMap.BOUND);
    SpreadLabels labels =
        new SpreadLabels(
            description.neighbors(),
            standardizer.mean().length,
            description.classes().size(),
            store.tensor("references").toFloats(),
            store.tensor("distributions").toFloats());
    return new Standardized.Applied(standardizer, labels);
  }

  private static String encoder(Member member) {
    if (!member.networks().isEmpty()) {
      return member.networks().getFirst().encoder();
    }
    return member.forests().isEmpty()
        ? member.spreadings().getFirst().encoder()
        : member.forests().getFirst().encoder();
  }

  private static List<String> classes(Member member) {
    if (!member.networks().isEmpty()) {
      return member.networks().getFirst().classes();
    }
    return member.forests().isEmpty()
        ? member.spreadings().getFirst().classes()
        : member.forests().getFirst().classes();
  }
}
