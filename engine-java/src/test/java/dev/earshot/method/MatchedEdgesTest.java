package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.backends.Backends;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Random edges into labelled nodes in training. */
class MatchedEdgesTest {
  @Test
  void drawnNeighborsAreDifferentOthers() {
    int n = 9;
    int count = 4;
    int[] often = new int[n * n];
    int steps = 2000;
    try (Backend backend = Backends.choose("reference").provider().open(1)) {
      int[] classes = new int[n];
      classes[n - 1] = -1;
      Indices nearest = backend.newIndices(n * 2);
      int[] fives = new int[n * 2];
      Arrays.fill(fives, 5);
      nearest.write(fives);
      Indices drawn = backend.newIndices(n * 5);
      for (int step = 0; step < steps; step++) {
        var random = new RandomSource(1, 2, backend.indicesOf(step));
        backend.graphs().drawNeighbors(backend.indicesOf(classes), nearest, count, random, drawn);
        int[] all = drawn.toArray();
        for (int i = 0; i < n - 1; i++) {
          int[] mine = Arrays.copyOfRange(all, 5 * i, 5 * i + count);
          int own = i;
          assertEquals(count, Arrays.stream(mine).distinct().count());
          assertTrue(Arrays.stream(mine).allMatch(node -> node >= 0 && node < n && node != own));
          assertEquals(-1, all[5 * i + count]);
          Arrays.stream(mine).forEach(node -> often[n * own + node]++);
        }
        assertArrayEquals(
            new int[] {5, 5, -1, -1, -1}, Arrays.copyOfRange(all, 5 * (n - 1), 5 * n));
      }
    }
    // Each other node with probability 4 / 8; the deviation of the count is 22.
    for (int i = 0; i < n - 1; i++) {
      for (int j = 0; j < n; j++) {
        assertEquals(i == j ? 0 : steps / 2, often[n * i + j], i == j ? 0 : 120);
      }
    }
  }

  @Test
  void theStoredRecipeIsRandomInference() {
    RecipeSettings recipe = RecipeSettings.named("paper-matched");
    assertEquals(Inference.MATCHED, recipe.inference().mode());
    assertEquals(4, recipe.matchedEdges());
    assertEquals(Inference.RANDOM, recipe.forPrediction().inference().mode());
    assertEquals(0, recipe.forPrediction().edges().blindShare());
    assertEquals(0, RecipeSettings.named("paper").matchedEdges());
  }
}
