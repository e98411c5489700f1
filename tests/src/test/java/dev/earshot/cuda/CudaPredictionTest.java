package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.data.Standardizer;
import dev.earshot.method.ClipSpace;
import dev.earshot.method.Context;
import dev.earshot.method.ContextClassifier;
import dev.earshot.method.Inference;
import dev.earshot.method.InferenceSettings;
import dev.earshot.method.ReadyNetwork;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.Parameters;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clips batch after batch through a network on the device. */
class CudaPredictionTest {
  private static final int D = 5;
  private static final int CLASSES = 3;
  private static final int BATCH = 4;
  private static final List<Context> CONTEXTS = List.of(context(1), context(2), context(3));
  private static final Standardizer STANDARDIZER =
      new Standardizer(
          new double[] {1000, 0, -3, 2, 1}, new double[] {1.0 / 3, 0.7, 10, 0, 1e-3}, 2);

  private static Context context(int seed) {
    int size = 6 + seed;
    int[] labels = IntStream.range(0, size).map(node -> node % CLASSES).toArray();
    int[] edges = {0, 3, 1, 3, 0, 1, 1, 4, 1, 4, 1, 1, 2, 5, -1, 5, 2, -1};
    return new Context(D, random(size * D, seed), labels, new int[size], edges);
  }

  private static float[] random(int count, int seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** As an encoder gives them: columns of different means and spreads. */
  private static float[] clips(int count) {
    float[] x = random(count * D, 4);
    for (int i = 0; i < x.length; i++) {
      double spread = Math.max(0.1, STANDARDIZER.deviation()[i % D]);
      x[i] = (float) (STANDARDIZER.mean()[i % D] + spread * x[i]);
    }
    return x;
  }

  private static ContextClassifier classifier(Backend backend, Inference mode) {
    Network network =
        new Network(new NetworkSettings(LayerKind.GCN, LayerKind.GCN, 2, 8, 0), D, CLASSES);
    Parameters parameters = new Parameters(backend, network.shapes());
    parameters.initialise(6);
    return new ContextClassifier(
        backend,
        new ReadyNetwork(network, parameters, ClipSpace.of(STANDARDIZER), CLASSES),
        new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1),
        new InferenceSettings(mode, 3, 0.9, 3, 1, 2),
        10,
        BATCH,
        7);
  }

  private static float[] probabilities(ContextClassifier classifier, float[] x) {
    int clips = x.length / D;
    float[] probabilities = new float[clips * CLASSES];
    classifier.classify(CONTEXTS, x, 0, clips, probabilities);
    return probabilities;
  }

  /** Raw features in, over several batches, the last of which is not full. */
  @ParameterizedTest
  @EnumSource(Inference.class)
  void batchesGiveWhatTheReferenceGives(Inference mode) {
    float[] x = clips(5 * BATCH + 1);
    try (Backend cuda = HostDriver.openAny();
        Backend reference = ReferenceBackend.open()) {
      float[] expected = probabilities(classifier(reference, mode), x);
      ContextClassifier classifier = classifier(cuda, mode);
      assertArrayEquals(expected, probabilities(classifier, x), 1e-5f);
      assertArrayEquals(expected, probabilities(classifier, x), 1e-5f);
    }
  }

  /** One for each batch's results, whatever the number of contexts; none before the last's end. */
  @ParameterizedTest
  @EnumSource(Inference.class)
  void theHostWaitsOnceForABatch(Inference mode) {
    HostDriver driver = HostDriver.get();
    try (Backend backend = HostDriver.openAny()) {
      ContextClassifier classifier = classifier(backend, mode);
      probabilities(classifier, clips(BATCH));
      for (int batches : new int[] {3, 9}) {
        int before = driver.waits();
        probabilities(classifier, clips(batches * BATCH));
        assertEquals(batches, driver.waits() - before);
      }
    }
  }

  /** More is written than fits in what waits for a device that is busy. */
  @Test
  void batchesLargerThanWhatIsStaged() {
    try (Backend backend = HostDriver.openAny()) {
      int size = 1_500_000;
      var matrix = backend.newMatrix(1, size);
      var sum = backend.newMatrix(1, size);
      float[] values = new float[4 * size];
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 1024;
      }
      for (int part = 0; part < 4; part++) {
        matrix.write(values, part * size);
        backend.dense().add(1, matrix, part == 0 ? 0 : 1, sum);
      }
      float[] found = new float[size + 1];
      sum.readLater(found, 1).await();
      for (int i = 0; i < size; i++) {
        float expected = 0;
        for (int part = 0; part < 4; part++) {
          expected += values[part * size + i];
        }
        assertEquals(expected, found[1 + i]);
      }
    }
  }
}
