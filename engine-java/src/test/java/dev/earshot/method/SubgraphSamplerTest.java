package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubgraphSamplerTest {
  private static final int[][] LABELLED = {
    IntStream.range(0, 20).toArray(), {20, 21, 22}, IntStream.range(23, 30).toArray()
  };
  private static final int[] UNLABELLED = IntStream.range(30, 53).toArray();

  private static Subgraph draw(SubgraphSampler sampler, int epoch, int index) {
    Subgraph subgraph = new Subgraph(sampler.capacity());
    sampler.draw(epoch, index, subgraph);
    return subgraph;
  }

  @Test
  void everyClassAlikeAndEveryUnlabelledNodeOnce() {
    SubgraphSampler sampler = new SubgraphSampler(9, LABELLED, UNLABELLED, 4, 5);
    assertEquals(5, sampler.subgraphsPerEpoch());
    for (int epoch = 0; epoch < 3; epoch++) {
      Set<Integer> seen = new HashSet<>();
      for (int index = 0; index < 5; index++) {
        Subgraph subgraph = draw(sampler, epoch, index);
        assertEquals(index < 4 ? 17 : 15, subgraph.size());
        for (int i = 0; i < subgraph.size(); i++) {
          int node = subgraph.nodes()[i];
          if (i < 12) {
            int label = subgraph.labels()[i];
            assertEquals(i / 4, label);
            assertTrue(Arrays.stream(LABELLED[label]).anyMatch(known -> known == node));
          } else {
            assertEquals(-1, subgraph.labels()[i]);
            assertTrue(seen.add(node), "seen twice: " + node);
          }
        }
        // Drawn without replacement if the class has enough rows.
        assertEquals(4, Arrays.stream(subgraph.nodes(), 0, 4).distinct().count());
        assertEquals(4, Arrays.stream(subgraph.nodes(), 8, 12).distinct().count());
      }
      assertEquals(UNLABELLED.length, seen.size());
    }
  }

  @Test
  void aSubgraphDependsOnItsPlaceOnly() {
    SubgraphSampler sampler = new SubgraphSampler(9, LABELLED, UNLABELLED, 4, 5);
    String first = draw(sampler, 2, 3).toString();
    draw(sampler, 0, 0);
    assertEquals(first, draw(sampler, 2, 3).toString());
    assertEquals(first, draw(new SubgraphSampler(9, LABELLED, UNLABELLED, 4, 5), 2, 3).toString());
    assertFalse(
        first.equals(draw(new SubgraphSampler(10, LABELLED, UNLABELLED, 4, 5), 2, 3).toString()));
  }

  @Test
  void fullySupervised() {
    SubgraphSampler sampler = new SubgraphSampler(9, LABELLED, new int[0], 2, 5);
    assertEquals(5, sampler.subgraphsPerEpoch());
    assertEquals(6, draw(sampler, 0, 4).size());
  }

  @Test
  void aClassWithoutLabelledNodesIsRefused() {
    int[][] labelled = {{1}, {}};
    assertThrows(
        IllegalArgumentException.class, () -> new SubgraphSampler(9, labelled, UNLABELLED, 2, 5));
  }
}
