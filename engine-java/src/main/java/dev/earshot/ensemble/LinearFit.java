package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Normalization;
import dev.earshot.data.Dataset;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.Partition;
import dev.earshot.learner.BalancedSelfTraining;
import dev.earshot.learner.LogisticRegression;
import dev.earshot.learner.Smoother;
import dev.earshot.learner.TrainingSet;
import dev.earshot.method.Context;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.GraphClassifierSettings;
import dev.earshot.method.Inference;
import dev.earshot.method.InferenceSettings;
import dev.earshot.method.MemberKind;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Class-balanced logistic regression as a network without hidden layers. With neighbours the clips'
 * features are smoothed first, {@code (k x + sum of the k nearest training clips) / 2k}, which is
 * what the head, as a graph convolution with self weight k, makes of them in prediction. What
 * trains itself on unlabelled clips differs in its weights only.
 */
final class LinearFit {
  private static final BalancedSelfTraining SELF_TRAINING = new BalancedSelfTraining(1, 0.8, 4);

  /** The most clips that are guessed at. */
  private static final int MOST_GUESSED = 2_000;

  private final Dataset data;
  private final Smoother smoother;
  private final TrainingSet clips;
  private final boolean smoothed;

  /**
   * @param partition no validation rows
   * @param kind which one, that tells whether neighbours and unlabelled clips are looked at
   */
  LinearFit(Dataset data, Partition partition, MemberKind kind, Backend backend) {
    this.data = data;
    this.smoothed = kind.smoothed();
    int labelled = partition.labelled().length;
    int guessed =
        kind == MemberKind.SELF_TRAINED ? Math.min(partition.unlabelled().length, MOST_GUESSED) : 0;
    int count = labelled + guessed;
    // The labelled clips come first, then those to guess at.
    int[] rows =
        IntStream.concat(
                Arrays.stream(partition.labelled()), spread(partition.unlabelled(), guessed))
            .toArray();
    smoother = Smoother.of(data, rows, count);
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i < labelled ? data.labels()[rows[i]] : -1);
    float[] x =
        smoothed
            ? smoother.ofReferences(count, backend)
            : Arrays.copyOf(smoother.references(), count * data.columns());
    clips = new TrainingSet(x, data.columns(), labels, data.classes().size());
  }

  /**
   * The model of one penalty.
   *
   * @param c inverse of the penalty's strength
   */
  GraphClassifier solve(double c, Backend backend) throws InterruptedException {
    return model(new LogisticRegression(c, true).solve(clips, backend));
  }

  /** The model that learns from its guesses too. */
  GraphClassifier selfTrained(Backend backend) throws InterruptedException {
    return model(SELF_TRAINING.solve(clips, backend));
  }

  /** All of them in an order in which the first so many are from everywhere. */
  private static IntStream spread(int[] rows, int first) {
    int stride = first == 0 ? 1 : Math.ceilDiv(rows.length, first);
    return IntStream.range(0, Math.min(stride, rows.length))
        .flatMap(offset ->
            IntStream.iterate(offset, i -> i < rows.length, i -> i + stride).map(i -> rows[i]));
  }

  private GraphClassifier model(double[] solution) {
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
    return new GraphClassifier(
        settings(columns),
        smoother.standardizer(),
        Map.of("classifier.weight", weight, "classifier.bias", bias),
        List.of(context(columns)));
  }

  private GraphClassifierSettings settings(int columns) {
    int k = smoothed ? smoother.neighbors() : 1;
    return new GraphClassifierSettings(
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
    int n = smoother.size();
    int[] unlabelled = new int[n];
    Arrays.fill(unlabelled, -1);
    return new Context(columns, smoother.references(), unlabelled, new int[n], new int[0]);
  }
}
