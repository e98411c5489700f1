package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomEdgesTest {
  /** A tenth of the nodes is labelled. The expected values are derived in DESIGN.md. */
  @Test
  void leastNumberOfEdgesForAProbability() {
    assertEquals(22, RandomEdges.minimumRandomEdges(449, 4041, 0.9));
    assertEquals(44, RandomEdges.minimumRandomEdges(449, 4041, 0.99));
  }

  /**
   * N = 1, M = 3: of three candidates two are pseudo-labelled. One draw misses with 2/3, two with
   * 1/3.
   */
  @Test
  void leastNumberByHand() {
    assertEquals(0, RandomEdges.minimumRandomEdges(1, 3, 0));
    assertEquals(1, RandomEdges.minimumRandomEdges(1, 3, 0.33));
    assertEquals(2, RandomEdges.minimumRandomEdges(1, 3, 0.34));
    assertEquals(3, RandomEdges.minimumRandomEdges(1, 3, 0.67));
    assertThrows(IllegalArgumentException.class, () -> RandomEdges.minimumRandomEdges(1, 3, 1));
  }

  @Test
  void drawsDistinctNodesThatDependOnTheClip() {
    RandomEdges edges = new RandomEdges(5);
    int[] counts = new int[10];
    for (int clip = 0; clip < 2000; clip++) {
      int[] drawn = new int[4];
      edges.draw(clip * 0x9E3779B97F4A7C15L, 10, 4, drawn);
      assertEquals(4, Arrays.stream(drawn).distinct().count());
      Arrays.stream(drawn).forEach(i -> counts[i]++);
      int[] again = new int[4];
      edges.draw(clip * 0x9E3779B97F4A7C15L, 10, 4, again);
      assertArrayEquals(drawn, again);
    }
    for (int count : counts) {
      assertEquals(800, count, 5 * Math.sqrt(800));
    }
  }
}
