package dev.earshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.Dataset;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that earlier versions wrote predict the same bits. */
class StoredModelTest {
  private static final int CLIPS = 40;
  private static final int COLUMNS = 6;

  @TempDir private Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = StoredModelTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static Dataset clips(TrainedModel model) {
    List<float[]> vectors = new ArrayList<>();
    for (int clip = 0; clip < CLIPS; clip++) {
      float[] vector = new float[COLUMNS];
      for (int j = 0; j < vector.length; j++) {
        vector[j] = ((clip * vector.length + j) * 37 % 101 - 50) / 16f;
      }
      vectors.add(vector);
    }
    return Dataset.ofVectors(
        vectors, Collections.nCopies(CLIPS, Optional.empty()), model.encoder());
  }

  private static int[] bits(TrainedModel model) {
    try (Backend backend = ReferenceBackend.open()) {
      float[] probabilities = model.predict(clips(model), backend).probabilities();
      return IntStream.range(0, probabilities.length)
          .map(i -> Float.floatToIntBits(probabilities[i]))
          .toArray();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"format4-vote", "format4-network"})
  void predictsWhatItDid(String name) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Files.write(file, resource(name + ".safetensors"));
    String text = new String(resource(name + ".probabilities.txt"), StandardCharsets.UTF_8);
    int[] expected =
        Stream.of(text.split("\\s+")).mapToInt(hex -> Integer.parseUnsignedInt(hex, 16)).toArray();
    TrainedModel model = TrainedModel.load(file);
    assertEquals(CLIPS * model.classes().size(), expected.length);
    assertArrayEquals(expected, bits(model));

    Path again = folder.resolve("again.safetensors");
    model.save(again);
    assertArrayEquals(expected, bits(TrainedModel.load(again)), "written anew");
  }
}
