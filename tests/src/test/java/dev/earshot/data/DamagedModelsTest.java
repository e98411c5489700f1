package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.SharedData;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that were damaged in one number: refused in one line, or harmless. */
class DamagedModelsTest {
  private static final int CLIPS = 8;

  /** Clips near 0, whose features differ. */
  private static Dataset clips(TrainedModel model) {
    List<float[]> vectors = new ArrayList<>();
    for (int clip = 0; clip < CLIPS; clip++) {
      float[] vector = new float[model.columns()];
      for (int j = 0; j < vector.length; j++) {
        vector[j] = ((clip * vector.length + j) * 37 % 101 - 50) / 16f;
      }
      vectors.add(vector);
    }
    return Dataset.ofVectors(
        vectors, Collections.nCopies(CLIPS, Optional.empty()), model.encoder());
  }

  @ParameterizedTest
  @ValueSource(strings = {"model-nan", "model-index", "model-layers"})
  void isRefusedOrGivesNumbers(String folder) throws IOException {
    Path cases = SharedData.path("../cases/" + folder);
    int refused = 0;
    try (Backend backend = ReferenceBackend.open();
        var files = Files.newDirectoryStream(cases, "*.{safetensors,bin}")) {
      for (Path file : files) {
        try {
          TrainedModel model = TrainedModel.load(file);
          for (float p : model.predict(clips(model), backend).probabilities()) {
            assertTrue(p >= 0 && p <= 1.0001f, file + " gives " + p);
          }
        } catch (DataException | IllegalArgumentException e) {
          assertFalse(e.getMessage().contains("\n"), file + ": " + e.getMessage());
          refused++;
        }
      }
    }
    assertTrue(refused > 0, "none of " + cases + " is refused");
  }
}
