package dev.earshot.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.Blobs;
import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.data.Dataset;
import dev.earshot.data.Standardizer;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.predict.Context;
import dev.earshot.predict.Inference;
import dev.earshot.predict.InferenceSettings;
import dev.earshot.predict.ModelSettings;
import dev.earshot.predict.NetworkModel;
import dev.earshot.predict.SoundModel;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassFactorsTest {
  private static final int UNLABELLED = 2000;

  /** Two labelled clips, one of each class, and many others. */
  private static final Dataset DATA =
      Blobs.partlyLabelled(Blobs.labelled(2, 1 + UNLABELLED / 2, 3, 1, 1), 1);

  private static double[] factors(int unlabelled, float... heldBack) {
    int[] rows = IntStream.range(2, 2 + unlabelled).toArray();
    Partition partition = new Partition(new int[] {0, 1}, rows, new int[0], new int[] {0});
    try (Backend backend = ReferenceBackend.open()) {
      return ClassFactors.of(DATA, partition, heldBack, alwaysFourToOne(), backend);
    }
  }

  /** Gives every clip 0.8 for the first class: no weights, biases log 4 and 0. */
  private static SoundModel alwaysFourToOne() {
    ModelSettings settings =
        new ModelSettings(
            DATA.encoder(),
            3,
            DATA.classes(),
            new NetworkSettings(LayerKind.DENSE, LayerKind.DENSE, 0, 1, 0),
            new EdgeSettings(1, false, false, 1, Normalization.ROW, 1),
            new InferenceSettings(Inference.NONE, 0, 0, 1, 1, 1),
            0,
            0);
    double[] ones = {1, 1, 1};
    return SoundModel.of(
        new NetworkModel(
            settings,
            new Standardizer(new double[3], ones, 0),
            Map.of(
                "classifier.weight",
                new float[6],
                "classifier.bias",
                new float[] {(float) Math.log(4), 0}),
            List.of(new Context(3, new float[0], new int[0], new int[0], new int[0]))));
  }

  @Test
  void halfOfTheWayFromWhatClipsGetToTheLabelsShares() {
    double[] factors = factors(UNLABELLED);
    assertEquals(Math.sqrt(0.5 / 0.8), factors[0], 0.01);
    assertEquals(Math.sqrt(0.5 / 0.2), factors[1], 0.03);
  }

  /** Held-back clips get the same 4 : 1 as the others: the skew is the data's, not a mistake. */
  @Test
  void nothingIsShiftedWhereHeldBackClipsGetTheSame() {
    float[] heldBack = new float[2 * 2000];
    for (int i = 0; i < heldBack.length; i += 2) {
      heldBack[i] = 0.8f;
      heldBack[i + 1] = 0.2f;
    }
    for (double factor : factors(UNLABELLED, heldBack)) {
      assertEquals(1, factor, 0.02);
    }
  }

  @Test
  void withoutUnlabelledClipsThereAreNone() {
    assertArrayEquals(new double[] {1, 1}, factors(0));
  }
}
