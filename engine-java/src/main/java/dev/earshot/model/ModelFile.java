package dev.earshot.model;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.earshot.DataException;
import dev.earshot.Windows;
import dev.earshot.base.Checks;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.Projection;
import dev.earshot.file.AtomicDirectory;
import dev.earshot.file.InputFile;
import dev.earshot.format.JsonRecord;
import dev.earshot.format.NumberArray;
import dev.earshot.format.Safetensors;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.ClassifierStore;
import dev.earshot.learner.Learners;
import dev.earshot.method.GraphClassifier;
import dev.earshot.metrics.PrecisionCurves;
import dev.earshot.metrics.UnknownScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model as a safetensors file. The metadata entry {@code earshot.model} describes the model as
 * JSON, and {@code earshot.windows} the windows that recordings are to be cut into. The prefix
 * {@code memberM.} has the statistics of a member's feature space: {@code space.mean}, {@code
 * .deviation} and {@code .knots}. The prefix {@code memberM.classifierN.} has the tensors of a
 * classifier and, in the metadata, its {@code kind} and {@code settings}. A classifier writes and
 * reads these itself. A model with a projection has the tensors {@code projection.mean} and {@code
 * projection.axes}, and its format is 6, because a program that knows only format 5 would not
 * project. The format of the file is described in docs/model-format.md. Files of format 4 can be
 * read, too.
 */
final class ModelFile {
  /** The name of a model's file in the folder of a run. */
  static final String NAME = "model.safetensors";

  static final String MODEL_KEY = "earshot.model";
  private static final String FORMAT_KEY = "earshot.format";
  private static final String WINDOWS_KEY = "earshot.windows";
  private static final String FORMAT = "5";
  private static final String PROJECTED_FORMAT = "6";
  private static final String PROJECTION = "projection";
  private static final String UNKNOWN = "unknown";
  private static final String UNKNOWN_KEY = "earshot.unknown";
  private static final String PRECISION_KEY = "earshot.precision";

  /** What finds unknown clips, without its tensors and classifiers. */
  private record UnknownDescription(
      String name,
      int neighbors,
      int contrasts,
      List<Double> centre,
      List<Double> spread,
      UnknownScale scale) {}

  /** A model without its classifiers. */
  private record Description(
      String encoder, List<String> classes, List<MemberDescription> members, Decision decision) {}

  private record MemberDescription(
      FeatureSpace space, int classifiers, double weight, double sharpness) {}

  private ModelFile() {}

  static void write(TrainedModel model, Path file) throws IOException {
    ClassifierStore store = ClassifierStore.empty();
    List<MemberDescription> members = new ArrayList<>();
    for (int m = 0; m < model.members().size(); m++) {
      Vote.Member member = model.members().get(m);
      ClassifierStore part = store.part("member" + m);
      write(member.space(), part);
      for (int n = 0; n < member.classifiers().size(); n++) {
        part.part("classifier" + n).put(member.classifiers().get(n));
      }
      members.add(
          new MemberDescription(
              member.space().space(),
              member.classifiers().size(),
              member.weight(),
              member.sharpness()));
    }
    model.projection().ifPresent(projection -> write(projection, store.part(PROJECTION)));
    model.unknown().ifPresent(finder -> write(finder, store.part(UNKNOWN)));
    Description description =
        new Description(model.encoder(), model.classes(), members, model.decision());
    Map<String, String> metadata = new LinkedHashMap<>(store.metadata());
    metadata.put(FORMAT_KEY, model.projection().isPresent() ? PROJECTED_FORMAT : FORMAT);
    metadata.put(MODEL_KEY, new Gson().toJson(description));
    write(model.windows(), metadata);
    model
        .unknown()
        .ifPresent(finder -> metadata.put(UNKNOWN_KEY, new Gson().toJson(description(finder))));
    model.precision().ifPresent(curves -> metadata.put(PRECISION_KEY, new Gson().toJson(curves)));
    new Safetensors(store.tensors(), metadata).write(file);
  }

  static void write(FeatureMap space, ClassifierStore member) {
    int columns = space.standardizer().mean().length;
    if (space.space() != FeatureSpace.PLAIN) {
      member.put("space", space.standardizer());
    }
    if (space.space() == FeatureSpace.RANK) {
      member.put(
          "space.knots", NumberArray.of(space.knots(), columns, space.knots().length / columns));
    }
  }

  private static void write(Projection projection, ClassifierStore part) {
    part.put("mean", NumberArray.of(projection.mean(), projection.columns()));
    part.put("axes", NumberArray.of(projection.axes(), projection.columns(), projection.width()));
  }

  private static UnknownDescription description(UnknownFinder finder) {
    return new UnknownDescription(
        finder.name(),
        finder.space().smoothing().neighbors(),
        finder.contrasts().size(),
        finder.standard().centre(),
        finder.standard().spread(),
        finder.scale());
  }

  private static void write(UnknownFinder finder, ClassifierStore part) {
    int columns = finder.columns();
    finder.space().write(part);
    part.put("known", NumberArray.of(finder.known(), finder.known().length / columns, columns));
    for (int i = 0; i < finder.contrasts().size(); i++) {
      part.part("contrast" + i).put(finder.contrasts().get(i));
    }
  }

  private static UnknownFinder unknown(String json, ClassifierStore part, String where) {
    UnknownDescription described = JsonRecord.read(UnknownDescription.class, json, where);
    List<Classifier> contrasts = new ArrayList<>();
    for (int i = 0; i < described.contrasts(); i++) {
      contrasts.add(part.part("contrast" + i).classifier());
    }
    return new UnknownFinder(
        described.name(),
        SmoothedSpace.read(part, described.neighbors()),
        part.tensor("known").toFloats(),
        contrasts,
        new UnknownFinder.Standard(described.centre(), described.spread()),
        described.scale());
  }

  private static Projection projection(ClassifierStore part) {
    NumberArray axes = part.tensor("axes");
    Projection projection = new Projection(part.tensor("mean").toDoubles(), axes.toFloats());
    List<Integer> expected = List.of(projection.columns(), projection.width());
    Checks.require(
        axes.shape().equals(expected),
        "%s.axes has shape %s, expected %s",
        PROJECTION,
        axes.shape(),
        expected);
    return projection;
  }

  static TrainedModel read(Path path) throws IOException {
    Path found = AtomicDirectory.recover(path);
    Path file = Files.isDirectory(found) ? found.resolve(NAME) : found;
    InputFile.size(file, "a model that 'earshot train' or save() wrote");
    Safetensors safetensors = Safetensors.read(file);
    String where = file + ": damaged model";
    String format = safetensors.metadata().getOrDefault(FORMAT_KEY, "");
    try {
      return switch (format) {
        case FORMAT -> read(safetensors, where, false);
        case PROJECTED_FORMAT -> read(safetensors, where, true);
        case ModelFile4.FORMAT -> ModelFile4.read(safetensors, where);
        case LabelsModel.FORMAT ->
            throw new DataException(
                file
                    + ": a model of clips that have several labels; 'earshot predict', 'detect' and"
                    + " 'evaluate' use it, and no other command does");
        default ->
            throw new DataException(
                file
                    + (format.startsWith("graph ")
                        ? ": a network for the nodes of a graph; 'earshot predict' uses it with a"
                            + " graph, and no other command does"
                        : ": not a model of this version of Earshot"));
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DataException(where + ": " + e.getMessage(), e);
    }
  }

  private static TrainedModel read(Safetensors file, String where, boolean projected)
      throws DataException {
    String json = file.metadata().getOrDefault(MODEL_KEY, "");
    Description description = JsonRecord.read(Description.class, json, where);
    ClassifierStore store = ClassifierStore.of(file.tensors(), file.metadata(), readers());
    List<Vote.Member> members = new ArrayList<>();
    for (int m = 0; m < description.members().size(); m++) {
      MemberDescription member = description.members().get(m);
      ClassifierStore part = store.part("member" + m);
      List<Classifier> classifiers = new ArrayList<>();
      for (int n = 0; n < member.classifiers(); n++) {
        classifiers.add(part.part("classifier" + n).classifier());
      }
      Checks.require(!classifiers.isEmpty(), "member %s has no classifier", m);
      FeatureMap space = space(part, member.space(), classifiers.getFirst().columns());
      members.add(new Vote.Member(space, classifiers, member.weight(), member.sharpness()));
    }
    Vote vote = new Vote(members, description.decision());
    Optional<Projection> projection =
        projected ? Optional.of(projection(store.part(PROJECTION))) : Optional.empty();
    Map<String, String> texts = file.metadata();
    Optional<Windows> windows = windows(texts, where);
    Optional<UnknownFinder> unknown =
        Optional.ofNullable(texts.get(UNKNOWN_KEY))
            .map(text -> unknown(text, store.part(UNKNOWN), where));
    Optional<PrecisionCurves> precision =
        Optional.ofNullable(texts.get(PRECISION_KEY))
            .map(text -> JsonRecord.read(PrecisionCurves.class, text, where));
    return new TrainedModel(
        description.encoder(),
        description.classes(),
        projection,
        vote,
        windows,
        unknown,
        precision);
  }

  static void write(Optional<Windows> windows, Map<String, String> metadata) {
    windows.ifPresent(each -> {
      JsonObject object = new JsonObject();
      object.addProperty("seconds", each.seconds());
      object.addProperty("hop", each.hop());
      metadata.put(WINDOWS_KEY, object.toString());
    });
  }

  /** The windows that {@link #write(Optional, Map)} stored. */
  static Optional<Windows> windows(Map<String, String> metadata, String where) {
    return Optional.ofNullable(metadata.get(WINDOWS_KEY))
        .map(text -> JsonRecord.read(Windows.class, text, where));
  }

  static Map<String, Classifier.Reader> readers() {
    Map<String, Classifier.Reader> readers = new LinkedHashMap<>(Learners.readers());
    readers.put(GraphClassifier.KIND, GraphClassifier::read);
    return readers;
  }

  /** Reads a member's feature space that {@link #write(FeatureMap, ClassifierStore)} stored. */
  static FeatureMap space(ClassifierStore member, FeatureSpace space, int columns) {
    if (space == FeatureSpace.PLAIN) {
      return FeatureMap.plain(columns);
    }
    float[] knots =
        space == FeatureSpace.RANK ? member.tensor("space.knots").toFloats() : new float[0];
    return new FeatureMap(space, member.standardizer("space", FeatureMap.BOUND), knots);
  }
}
