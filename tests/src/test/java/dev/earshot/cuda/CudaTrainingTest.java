package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.earshot.compute.Philox;
import dev.earshot.data.Dataset;
import dev.earshot.data.Part;
import dev.earshot.ssl.SslTask;
import dev.earshot.train.EpochLog;
import dev.earshot.train.OptimizerSettings;
import dev.earshot.train.Recipe;
import dev.earshot.train.Trainer;
import dev.earshot.train.TrainingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole trainings: loss curves of the reference and of CUDA agree. */
class CudaTrainingTest {
  private static final int ROWS = 60;
  private static final int COLUMNS = 12;

  @Test
  void lossCurvesAgree() throws IOException, InterruptedException {
    HostDriver.openAny().close();
    List<EpochLog> expected = train("reference");
    List<EpochLog> actual = train(HostDriver.provider().name());
    assertFalse(expected.isEmpty());
    assertEquals(expected.size(), actual.size());
    for (int epoch = 0; epoch < expected.size(); epoch++) {
      var losses = expected.get(epoch).losses();
      var found = actual.get(epoch).losses();
      assertEquals(losses.keySet(), found.keySet());
      for (String name : losses.keySet()) {
        double loss = losses.get(name);
        assertEquals(loss, found.get(name), 1e-4 * Math.max(1, Math.abs(loss)), name);
      }
    }
  }

  private static List<EpochLog> train(String backend) throws IOException, InterruptedException {
    Recipe paper = Recipe.named("paper").withTasks(EnumSet.allOf(SslTask.class));
    OptimizerSettings usual = paper.optimizer();
    List<EpochLog> epochs = Collections.synchronizedList(new ArrayList<>());
    Trainer.train(
        data(),
        paper.withOptimizer(
            new OptimizerSettings(
                usual.learningRate(), usual.weightDecay(), 0, 3, 0, 100, usual.patience())),
        new TrainingOptions(0.5, false, 1, 3, backend, 1, Optional.empty()),
        epochs::add);
    return epochs;
  }

  /** Three classes whose means differ. */
  private static Dataset data() {
    Philox philox = new Philox(17);
    float[] x = new float[ROWS * COLUMNS];
    int[] labels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i % 3;
      for (int j = 0; j < COLUMNS; j++) {
        double normal = philox.at(j / 4, i, 0, 0).normal(j % 4);
        x[i * COLUMNS + j] = (float) (normal + (j % 3 == labels[i] ? 1.5 : 0));
      }
    }
    return new Dataset(
        x,
        COLUMNS,
        labels,
        List.of("a", "b", "c"),
        IntStream.range(0, ROWS).mapToObj(i -> "clip-" + i).toList(),
        Collections.nCopies(ROWS, Part.NONE),
        Optional.empty(),
        "npz");
  }
}
