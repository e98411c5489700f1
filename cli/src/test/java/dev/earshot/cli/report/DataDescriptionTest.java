package dev.earshot.cli.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.TrainingPlan;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataDescriptionTest {
  private static String description(int rows, String recipe) {
    int[] labels = new int[rows];
    Arrays.setAll(labels, row -> row < 20 ? row % 2 : -1);
    Dataset data =
        Dataset.of(
            new float[rows],
            1,
            labels,
            List.of("a", "b"),
            IntStream.range(0, rows).mapToObj(Integer::toString).toList(),
            "npz");
    TrainingOptions options = TrainingOptions.defaults();
    TrainingPlan plan = TrainingPlan.of(data, RecipeSettings.named(recipe), options);
    return DataDescription.of(plan, data, RecipeSettings.named(recipe), options);
  }

  /** Where not all clips are sought among, that is said. */
  @Test
  void aCapOnNeighboursIsSaid() {
    String words = "neighbours are sought among 20,000 of the 30,000 clips";
    assertTrue(description(30_000, "default").contains(words), description(30_000, "default"));
    assertFalse(description(20_000, "default").contains("neighbours"));
    assertFalse(description(30_000, "paper").contains("neighbours"), "no vote, no cap");
  }
}
