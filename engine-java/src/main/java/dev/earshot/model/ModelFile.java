package dev.earshot.model;

import com.google.gson.Gson;
import dev.earshot.data.DataException;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.JsonRecord;
import dev.earshot.data.NumberArray;
import dev.earshot.data.Safetensors;
import dev.earshot.data.Standardizer;
import dev.earshot.learner.Forest;
import dev.earshot.learner.ForestModel;
import dev.earshot.learner.Smoother;
import dev.earshot.learner.SpreadLabels;
import dev.earshot.learner.SpreadingModel;
import dev.earshot.learner.Voter;
import dev.earshot.method.Context;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.GraphClassifierSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model as a safetensors file. Under the prefix {@code memberM.} stand the statistics of a
 * member's space, {@code space.mean}, {@code .deviation} and {@code .knots}; under {@code
 * memberM.voterN.} a network's parameters under their names, {@code standardizer.mean} and {@code
 * .deviation}, and for each context {@code contextK.x}, {@code .labels}, {@code .pseudo} and {@code
 * .edges}; or label spreading's {@code standardizer}, {@code references} and {@code distributions};
 * or a forest's {@code forest.roots}, {@code .features}, {@code .thresholds} and {@code .targets}
 * and, where features are smoothed, {@code standardizer} and {@code references}. A model of one
 * network has no prefixes. What is no tensor stands in the metadata, under {@code earshot.model}.
 */
final class ModelFile {
  /** The name of a model's file in the folder of a run. */
  static final String NAME = "model.safetensors";

  private static final String FORMAT_KEY = "earshot.format";
  private static final String FORMAT = "4";
  private static final String SETTINGS_KEY = "earshot.model";

  /** What a model is, apart from its tensors. */
  private record Description(List<MemberDescription> members, Decision decision) {}

  /** One that votes by networks, or else by forests, or else by spread labels. */
  private record MemberDescription(
      List<GraphClassifierSettings> networks,
      List<ForestDescription> forests,
      List<SpreadingDescription> spreadings,
      FeatureSpace space,
      double weight,
      double sharpness) {
    int voters() {
      return networks.size() + forests.size() + spreadings.size();
    }
  }

  /**
   * A forest apart from its tensors.
   *
   * @param neighbors how many a clip's features are mixed with; 0 for none
   */
  private record ForestDescription(
      String encoder, int columns, List<String> classes, int neighbors) {}

  /** Spread labels apart from their tensors. */
  private record SpreadingDescription(String encoder, List<String> classes, int neighbors) {}

  private ModelFile() {}

  static void write(SoundModel model, Path file) throws IOException {
    Map<String, NumberArray> tensors = new LinkedHashMap<>();
    List<MemberDescription> members = new ArrayList<>();
    boolean several = model.members().size() > 1 || model.members().getFirst().voters().size() > 1;
    for (int m = 0; m < model.members().size(); m++) {
      SoundModel.Member member = model.members().get(m);
      List<GraphClassifierSettings> networks = new ArrayList<>();
      List<ForestDescription> forests = new ArrayList<>();
      List<SpreadingDescription> spreadings = new ArrayList<>();
      for (int n = 0; n < member.voters().size(); n++) {
        String prefix = voter(m, n, several);
        switch (member.voters().get(n)) {
          case GraphClassifier network -> {
            add(tensors, prefix, network);
            networks.add(network.settings());
          }
          case ForestModel forest -> {
            add(tensors, prefix, forest);
            forests.add(
                new ForestDescription(
                    forest.encoder(),
                    forest.columns(),
                    forest.classes(),
                    forest.smoother().map(Smoother::neighbors).orElse(0)));
          }
          case SpreadingModel spreading -> {
            add(tensors, prefix, spreading);
            spreadings.add(
                new SpreadingDescription(
                    spreading.encoder(), spreading.classes(), spreading.labels().neighbors()));
          }
          default -> throw new IllegalArgumentException("cannot be stored: " + prefix);
        }
      }
      add(tensors, member(m, several), member.space());
      members.add(
          new MemberDescription(
              networks,
              forests,
              spreadings,
              member.space().space(),
              member.weight(),
              member.sharpness()));
    }
    String json = new Gson().toJson(new Description(members, model.decision()));
    new Safetensors(tensors, Map.of(FORMAT_KEY, FORMAT, SETTINGS_KEY, json)).write(file);
  }

  private static String member(int member, boolean several) {
    return several ? "member" + member + "." : "";
  }

  private static String voter(int member, int voter, boolean several) {
    return several ? member(member, true) + "voter" + voter + "." : "";
  }

  private static void add(Map<String, NumberArray> tensors, String prefix, GraphClassifier model) {
    int columns = model.settings().columns();
    GraphClassifier.network(model.settings())
        .shapes()
        .forEach(shape ->
            tensors.put(
                prefix + shape.name(),
                NumberArray.of(model.weights().get(shape.name()), shape.rows(), shape.columns())));
    add(tensors, prefix + "standardizer", model.standardizer());
    for (int k = 0; k < model.contexts().size(); k++) {
      Context context = model.contexts().get(k);
      int n = context.size();
      String name = prefix + context(k);
      tensors.put(name + ".x", NumberArray.of(context.x(), n, columns));
      tensors.put(name + ".labels", NumberArray.of(context.labels(), n));
      tensors.put(name + ".pseudo", NumberArray.of(context.pseudo(), n));
      tensors.put(name + ".edges", NumberArray.of(context.edges(), context.edges().length / 3, 3));
    }
  }

  private static void add(Map<String, NumberArray> tensors, String prefix, ForestModel model) {
    Forest forest = model.forest();
    String name = prefix + "forest.";
    tensors.put(name + "roots", NumberArray.of(forest.roots(), forest.roots().length));
    tensors.put(name + "features", NumberArray.of(forest.features(), forest.features().length));
    tensors.put(
        name + "thresholds", NumberArray.of(forest.thresholds(), forest.thresholds().length));
    tensors.put(name + "targets", NumberArray.of(forest.targets(), forest.targets().length));
    model
        .smoother()
        .ifPresent(smoother -> {
          add(tensors, prefix + "standardizer", smoother.standardizer());
          tensors.put(
              prefix + "references",
              NumberArray.of(smoother.references(), smoother.size(), smoother.columns()));
        });
  }

  private static void add(Map<String, NumberArray> tensors, String prefix, SpreadingModel model) {
    SpreadLabels labels = model.labels();
    int rows = labels.references().length / labels.columns();
    add(tensors, prefix + "standardizer", model.standardizer());
    tensors.put(prefix + "references", NumberArray.of(labels.references(), rows, labels.columns()));
    tensors.put(
        prefix + "distributions", NumberArray.of(labels.distributions(), rows, labels.classes()));
  }

  private static void add(Map<String, NumberArray> tensors, String prefix, FeatureMap space) {
    int columns = space.standardizer().mean().length;
    if (space.space() != FeatureSpace.PLAIN) {
      add(tensors, prefix + "space", space.standardizer());
    }
    if (space.space() == FeatureSpace.RANK) {
      tensors.put(
          prefix + "space.knots",
          NumberArray.of(space.knots(), columns, space.knots().length / columns));
    }
  }

  private static void add(
      Map<String, NumberArray> tensors, String name, Standardizer standardizer) {
    int columns = standardizer.mean().length;
    tensors.put(name + ".mean", NumberArray.of(standardizer.mean(), columns));
    tensors.put(name + ".deviation", NumberArray.of(standardizer.deviation(), columns));
  }

  static SoundModel read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(NAME) : path;
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          file + ": no such file; expected a model that 'earshot train' or save() wrote");
    }
    Safetensors safetensors = Safetensors.read(file);
    if (!FORMAT.equals(safetensors.metadata().get(FORMAT_KEY))) {
      throw new DataException(file + ": not a model of this version of Earshot");
    }
    String where = file + ": damaged model";
    try {
      return read(safetensors, where);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DataException(where + ": " + e.getMessage(), e);
    }
  }

  private static SoundModel read(Safetensors file, String where) throws DataException {
    String json = file.metadata().getOrDefault(SETTINGS_KEY, "");
    Description description = JsonRecord.read(Description.class, json, where);
    List<MemberDescription> described = description.members();
    boolean several = described.size() > 1 || described.stream().anyMatch(m -> m.voters() > 1);
    if (described.isEmpty()) {
      throw new IllegalArgumentException("a model needs a member");
    }
    List<SoundModel.Member> members = new ArrayList<>();
    for (int m = 0; m < described.size(); m++) {
      MemberDescription member = described.get(m);
      List<Voter> voters = new ArrayList<>();
      for (GraphClassifierSettings settings : member.networks()) {
        voters.add(network(file, voter(m, voters.size(), several), settings));
      }
      for (ForestDescription forest : member.forests()) {
        voters.add(forest(file, voter(m, voters.size(), several), forest));
      }
      for (SpreadingDescription spreading : member.spreadings()) {
        voters.add(spreading(file, voter(m, voters.size(), several), spreading));
      }
      if (voters.isEmpty()) {
        throw new IllegalArgumentException("member " + m + " has nothing that votes");
      }
      int columns = voters.getFirst().columns();
      FeatureMap space = space(file, member(m, several) + "space", member.space(), columns);
      members.add(new SoundModel.Member(space, voters, member.weight(), member.sharpness()));
    }
    return new SoundModel(members, description.decision());
  }

  private static FeatureMap space(Safetensors file, String name, FeatureSpace space, int columns) {
    if (space == FeatureSpace.PLAIN) {
      return FeatureMap.plain(columns);
    }
    float[] knots =
        space == FeatureSpace.RANK ? tensor(file, name + ".knots").toFloats() : new float[0];
    return new FeatureMap(space, standardizer(file, name, FeatureMap.BOUND), knots);
  }

  private static ForestModel forest(
      Safetensors file, String prefix, ForestDescription description) {
    Optional<Smoother> smoother =
        description.neighbors() == 0
            ? Optional.empty()
            : Optional.of(
                new Smoother(
                    standardizer(file, prefix + "standardizer", FeatureMap.BOUND),
                    description.neighbors(),
                    tensor(file, prefix + "references").toFloats()));
    String name = prefix + "forest.";
    Forest forest =
        new Forest(
            description.columns(),
            description.classes().size(),
            tensor(file, name + "roots").toInts(),
            tensor(file, name + "features").toInts(),
            tensor(file, name + "thresholds").toFloats(),
            tensor(file, name + "targets").toInts());
    return new ForestModel(description.encoder(), description.classes(), smoother, forest);
  }

  private static SpreadingModel spreading(
      Safetensors file, String prefix, SpreadingDescription description) {
    Standardizer standardizer = standardizer(file, prefix + "standardizer", FeatureMap.BOUND);
    SpreadLabels labels =
        new SpreadLabels(
            description.neighbors(),
            standardizer.mean().length,
            description.classes().size(),
            tensor(file, prefix + "references").toFloats(),
            tensor(file, prefix + "distributions").toFloats());
    return new SpreadingModel(description.encoder(), description.classes(), standardizer, labels);
  }

  private static GraphClassifier network(
      Safetensors file, String prefix, GraphClassifierSettings settings) {
    Map<String, float[]> weights = new HashMap<>();
    GraphClassifier.network(settings)
        .shapes()
        .forEach(
            shape -> weights.put(shape.name(), tensor(file, prefix + shape.name()).toFloats()));
    List<Context> contexts = new ArrayList<>();
    for (int k = 0; file.tensors().containsKey(prefix + context(k) + ".x"); k++) {
      String name = prefix + context(k);
      contexts.add(
          new Context(
              settings.columns(),
              tensor(file, name + ".x").toFloats(),
              tensor(file, name + ".labels").toInts(),
              tensor(file, name + ".pseudo").toInts(),
              tensor(file, name + ".edges").toInts()));
    }
    return new GraphClassifier(
        settings, standardizer(file, prefix + "standardizer", settings.clip()), weights, contexts);
  }

  private static Standardizer standardizer(Safetensors file, String name, double clip) {
    return new Standardizer(
        tensor(file, name + ".mean").toDoubles(),
        tensor(file, name + ".deviation").toDoubles(),
        clip);
  }

  private static NumberArray tensor(Safetensors file, String name) {
    NumberArray array = file.tensors().get(name);
    if (array == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return array;
  }

  private static String context(int number) {
    return "context" + number;
  }
}
