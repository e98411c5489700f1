package dev.earshot.fuzz;

import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.Projection;
import dev.earshot.data.Standardizer;
import dev.earshot.learner.Averaged;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.Forest;
import dev.earshot.learner.LinearClassifier;
import dev.earshot.learner.NearestNeighbors;
import dev.earshot.learner.Perceptron;
import dev.earshot.learner.Smoothed;
import dev.earshot.learner.SpreadLabels;
import dev.earshot.learner.Standardized;
import dev.earshot.learner.TrainingSet;
import dev.earshot.method.Context;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.GraphClassifierSettings;
import dev.earshot.method.Inference;
import dev.earshot.method.InferenceSettings;
import dev.earshot.model.Decision;
import dev.earshot.model.TrainedModel;
import dev.earshot.model.Vote;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.OptimizerSettings;
import dev.earshot.nn.ParameterShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small models: one of each kind of classifier, and votes. */
final class ModelSeeds {
  private static final int CLASSES = 2;
  private static final Standardizer STANDARDIZER =
      new Standardizer(new double[] {0.25, 0.5}, new double[] {1.5, 2}, FeatureMap.BOUND);

  private ModelSeeds() {}

  /** A model of each kind of classifier, and a vote of several. */
  static List<byte[]> models(Path file) throws IOException, InterruptedException {
    List<byte[]> all = new ArrayList<>();
    for (Classifier classifier : classifiers()) {
      new TrainedModel("npz", TableSeeds.NAMES, Vote.of(classifier)).save(file);
      all.add(FuzzSeeds.taken(file));
    }
    float[] knots = new float[TableSeeds.COLUMNS * 257];
    for (int i = 0; i < knots.length; i++) {
      knots[i] = i % 257 / 64f - 2;
    }
    Classifier linear = linear();
    Vote vote =
        new Vote(
            List.of(
                new Vote.Member(
                    new FeatureMap(FeatureSpace.RANK, STANDARDIZER, knots),
                    List.of(linear, linear),
                    0.75,
                    1.5),
                new Vote.Member(
                    new FeatureMap(FeatureSpace.UNIT, STANDARDIZER, new float[0]),
                    List.of(linear),
                    0.25,
                    0.5)),
            new Decision(2, List.of(0.5, 2.0), List.of(2.0, 0.5)));
    new TrainedModel("npz", TableSeeds.NAMES, vote).save(file);
    all.add(FuzzSeeds.taken(file));
    Projection projection =
        Projection.of(new float[] {1, 2, 3, 5, 7, 11, 2, 4, 8}, 3, TableSeeds.COLUMNS);
    new TrainedModel("npz", TableSeeds.NAMES, Optional.of(projection), vote, Optional.empty())
        .save(file);
    all.add(FuzzSeeds.taken(file));
    return all;
  }

  private static Classifier linear() {
    return new LinearClassifier(
        TableSeeds.COLUMNS, CLASSES, new float[] {1, -1, 0.5f, 2}, new float[] {0.25f, -0.25f});
  }

  private static List<Classifier> classifiers() throws InterruptedException {
    TrainingSet rows =
        new TrainingSet(TableSeeds.ROWS, TableSeeds.COLUMNS, new int[] {0, 1, -1, 0}, CLASSES);
    NetworkSettings dense = new NetworkSettings(LayerKind.DENSE, LayerKind.DENSE, 1, 2, 0);
    OptimizerSettings brief = new OptimizerSettings(1e-3, 0, 0, 0, 1, 1, 0);
    List<Classifier> all = new ArrayList<>();
    all.add(new Standardized.Applied(STANDARDIZER, linear()));
    all.add(new Averaged.Mean(List.of(linear(), linear())));
    all.add(
        new Forest(
            TableSeeds.COLUMNS,
            CLASSES,
            new int[] {0},
            new int[] {1, Forest.LEAF, Forest.LEAF},
            new float[] {0.5f, 0, 0},
            new int[] {1, 0, 1}));
    all.add(
        new SpreadLabels(
            2,
            TableSeeds.COLUMNS,
            CLASSES,
            TableSeeds.ROWS,
            new float[] {1, 0, 0, 1, 0, 0, 0.5f, 0.5f}));
    all.add(
        new Smoothed.Applied(new Smoothed.Smoothing(STANDARDIZER, 1, TableSeeds.ROWS), linear()));
    try (Backend backend = ReferenceBackend.open()) {
      all.add(new NearestNeighbors(2).fit(rows, 1, backend));
      all.add(new Perceptron(dense, brief, 1, List.of()).fit(rows, 1, backend));
    }
    all.add(graph(LayerKind.GCN, Inference.RANDOM, Normalization.SYMMETRIC));
    all.add(graph(LayerKind.GRAPHCONV, Inference.KNN, Normalization.NEIGHBOR_MEAN));
    all.add(graph(LayerKind.GAT, Inference.NONE, Normalization.SYMMETRIC));
    all.add(graph(LayerKind.GIN, Inference.RANDOM, Normalization.SYMMETRIC));
    return all;
  }

  private static Classifier graph(LayerKind layer, Inference mode, Normalization normalization) {
    GraphClassifierSettings settings =
        new GraphClassifierSettings(
            TableSeeds.COLUMNS,
            CLASSES,
            new NetworkSettings(layer, LayerKind.DENSE, 1, 2, 0),
            new EdgeSettings(2, false, true, 0, normalization, 1),
            new InferenceSettings(mode, 2, 0.5, 2, 1, 1),
            FeatureMap.BOUND,
            1);
    Map<String, float[]> weights = new HashMap<>();
    for (ParameterShape shape : GraphClassifier.network(settings).shapes()) {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.5f - i;
      }
      weights.put(shape.name(), values);
    }
    Context context =
        mode == Inference.NONE
            ? new Context(TableSeeds.COLUMNS, new float[0], new int[0], new int[0], new int[0])
            : new Context(
                TableSeeds.COLUMNS,
                TableSeeds.ROWS,
                new int[] {0, 1, 1, 0},
                new int[] {0, 0, 1, 0},
                new int[] {0, 1, 1, 1, 0, 1, 2, 3, -1, 3, 2, -1});
    return new GraphClassifier(settings, STANDARDIZER, weights, List.of(context));
  }
}
