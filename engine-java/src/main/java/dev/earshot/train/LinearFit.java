package dev.earshot.train;

import dev.earshot.baseline.LogisticRegression;
import dev.earshot.baseline.TrainingSet;
import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.data.Dataset;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.Standardizer;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.predict.Context;
import dev.earshot.predict.Inference;
import dev.earshot.predict.InferenceSettings;
import dev.earshot.predict.ModelSettings;
import dev.earshot.predict.NetworkModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Class-balanced logistic regression as a network without hidden layers. With neighbours the clips'
 * features are smoothed first, {@code (k x + sum of the k nearest training clips) / 2k}, which is
 * what the head, as a graph convolution with self weight k, makes of them in prediction.
 */
final class LinearFit {
  private static final int NEIGHBORS = 8;

  /** The most training clips that are kept to find neighbours among: labelled ones, then others. */
  private static final int MOST_REFERENCES = 20_000;

  private final Dataset data;
  private final int[] references;
  private final Standardizer standardizer;
  private final float[] x;
  private final TrainingSet labelled;
  private final boolean smoothed;

  /**
   * @param partition no validation rows
   * @param smoothed whether neighbours are looked at
   */
  LinearFit(Dataset data, Partition partition, boolean smoothed, Backend backend) {
    this.data = data;
    this.smoothed = smoothed;
    int[] training = partition.training();
    standardizer = Standardizer.of(data, training, FeatureMap.BOUND);
    references = Arrays.copyOf(training, Math.min(training.length, MOST_REFERENCES));
    x = standardizer.apply(data.select(references).x());
    int count = partition.labelled().length;
    float[] own = Arrays.copyOf(x, count * data.columns());
    int[] labels = Arrays.stream(partition.labelled()).map(row -> data.labels()[row]).toArray();
    labelled =
        new TrainingSet(
            smoothed ? smooth(own, backend) : own, data.columns(), labels, data.classes().size());
  }

  /** The labelled clips, which are the first references, with their neighbours' share. */
  private float[] smooth(float[] own, Backend backend) {
    int columns = data.columns();
    int n = own.length / columns;
    int k = neighbors();
    int sought = Math.min(k + 1, references.length);
    Matrix queries = backend.newMatrix(n, columns);
    queries.write(own);
    Matrix base = backend.newMatrix(references.length, columns);
    base.write(x);
    Indices found = backend.newIndices(n * sought);
    backend.neighbors().kNearest(queries, base, sought, found);
    int[] nearest = found.toArray();
    float[] smooth = new float[own.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < columns; j++) {
        smooth[i * columns + j] = 0.5f * own[i * columns + j];
      }
      // A clip is its own nearest, unless others are equal to it.
      int taken = 0;
      for (int v = 0; v < sought && taken < k; v++) {
        int other = nearest[i * sought + v];
        if (other != i) {
          taken++;
          for (int j = 0; j < columns; j++) {
            smooth[i * columns + j] += 0.5f / k * x[other * columns + j];
          }
        }
      }
    }
    return smooth;
  }

  private int neighbors() {
    return Math.min(NEIGHBORS, references.length - 1);
  }

  /**
   * The model of one penalty.
   *
   * @param c inverse of the penalty's strength
   */
  NetworkModel solve(double c, Backend backend) throws InterruptedException {
    double[] solution = new LogisticRegression(c, true).solve(labelled, backend);
    int columns = data.columns();
    int classes = data.classes().size();
    float[] weight = new float[columns * classes];
    float[] bias = new float[classes];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) solution[i];
    }
    for (int label = 0; label < classes; label++) {
      bias[label] = (float) solution[weight.length + label];
    }
    return new NetworkModel(
        settings(columns),
        standardizer,
        Map.of("classifier.weight", weight, "classifier.bias", bias),
        List.of(context(columns)));
  }

  private ModelSettings settings(int columns) {
    int k = smoothed ? neighbors() : 1;
    return new ModelSettings(
        data.encoder(),
        columns,
        data.classes(),
        new NetworkSettings(LayerKind.DENSE, smoothed ? LayerKind.GCN : LayerKind.DENSE, 0, 1, 0),
        new EdgeSettings(k, false, false, 1, Normalization.ROW, k),
        new InferenceSettings(smoothed ? Inference.KNN : Inference.NONE, 0, 0, k, 1, 1),
        FeatureMap.BOUND,
        0);
  }

  private Context context(int columns) {
    if (!smoothed) {
      return new Context(columns, new float[0], new int[0], new int[0], new int[0]);
    }
    int n = references.length;
    int[] unlabelled = new int[n];
    Arrays.fill(unlabelled, -1);
    return new Context(columns, x, unlabelled, new int[n], new int[0]);
  }
}
