package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.base.MostProbable;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackendProvider;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TemperedTest {
  @Test
  void scalesLogitsButKeepsTheClasses() throws Exception {
    int columns = 60;
    int[] labels = {0, 1, 2, 0, 1, 2, 0, 1, 2, -1, -1, -1};
    SplittableRandom random = new SplittableRandom(4);
    float[] x = new float[labels.length * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() + (i % columns % 3 == i / columns % 3 ? 1 : 0));
    }
    TrainingSet data = new TrainingSet(x, columns, labels, 3);
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      LinearClassifier plain = new LinearDiscriminant().fit(data, 0, backend);
      Classifier tempered = new Tempered(new LinearDiscriminant()).fit(data, 0, backend);
      float[] labelled = data.vectors(data.labelled());
      assertTrue(plain.logitSpread(labelled) > 10, "spread " + plain.logitSpread(labelled));
      assertEquals(2, ((LinearClassifier) tempered).logitSpread(labelled), 1e-4);
      assertArrayEquals(
          MostProbable.of(plain.probabilities(x, backend), 3),
          MostProbable.of(tempered.probabilities(x, backend), 3));
    }
  }
}
