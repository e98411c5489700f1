package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartitionTest {
  private final Dataset data = Blobs.labelled(4, 40, 3, 0.1, 1);

  private static int[] allRows(Partition partition) {
    return Stream.of(
            partition.labelled(),
            partition.unlabelled(),
            partition.validation(),
            partition.predicted())
        .flatMapToInt(Arrays::stream)
        .sorted()
        .toArray();
  }

  private static long ofClass(Dataset data, int[] rows, int label) {
    return Arrays.stream(rows).filter(row -> data.labels()[row] == label).count();
  }

  @Test
  void aBenchmarkDividesEveryRowByClass() {
    Partition partition = Partition.benchmark(data, 0.25, false, 7);
    assertArrayEquals(IntStream.range(0, 160).toArray(), allRows(partition));
    for (int label = 0; label < 4; label++) {
      assertEquals(8, ofClass(data, partition.labelled(), label));
      assertEquals(24, ofClass(data, partition.unlabelled(), label));
      assertEquals(4, ofClass(data, partition.validation(), label));
      assertEquals(4, ofClass(data, partition.predicted(), label));
    }
    int[] training = partition.training();
    assertEquals(128, training.length);
    assertArrayEquals(partition.labelled(), Arrays.copyOf(training, 32));
  }

  @Test
  void aBenchmarkKeepsAtLeastTwoLabelsAClass() {
    Partition partition = Partition.benchmark(data, 0.001, false, 7);
    for (int label = 0; label < 4; label++) {
      assertEquals(2, ofClass(data, partition.labelled(), label));
    }
  }

  @Test
  void labelRateOneHidesNothing() {
    Partition partition = Partition.benchmark(data, 1, false, 7);
    assertEquals(128, partition.labelled().length);
    assertEquals(0, partition.unlabelled().length);
  }

  @Test
  void theSeedDecides() {
    int[] first = Partition.benchmark(data, 0.25, false, 7).predicted();
    assertArrayEquals(first, Partition.benchmark(data, 0.25, false, 7).predicted());
    assertFalse(Arrays.equals(first, Partition.benchmark(data, 0.25, false, 8).predicted()));
  }

  @Test
  void aStatedTestPartIsKept() {
    List<Part> stated =
        IntStream.range(0, 160).mapToObj(row -> row < 120 ? Part.TRAIN : Part.TEST).toList();
    Partition partition = Partition.benchmark(Blobs.divided(data, stated), 0.1, false, 7);
    assertArrayEquals(IntStream.range(120, 160).toArray(), partition.predicted());
    assertArrayEquals(IntStream.range(0, 160).toArray(), allRows(partition));
  }

  @Test
  void groupsStayTogether() {
    List<String> groups = IntStream.range(0, 160).mapToObj(row -> "speaker" + row / 16).toList();
    Partition partition = Partition.benchmark(Blobs.grouped(data, groups), 0.5, true, 7);
    List<int[]> parts =
        List.of(partition.training(), partition.validation(), partition.predicted());
    assertArrayEquals(IntStream.range(0, 160).toArray(), allRows(partition));
    for (String group : groups.subList(0, 160)) {
      long holding =
          parts.stream()
              .filter(rows -> Arrays.stream(rows).anyMatch(row -> groups.get(row).equals(group)))
              .count();
      assertEquals(1, holding, group);
    }
    var problem =
        assertThrows(IllegalArgumentException.class, () -> Partition.benchmark(data, 0.5, true, 7));
    assertTrue(problem.getMessage().contains("no groups"), problem.getMessage());
  }

  @Test
  void realUseTakesAllLabelsButATenthToValidate() {
    Dataset partly = Blobs.partlyLabelled(data, 20);
    assertTrue(Partition.isRealUse(partly));
    assertFalse(Partition.isRealUse(data));
    Partition partition = Partition.realUse(partly, 7);
    for (int label = 0; label < 4; label++) {
      assertEquals(18, ofClass(partly, partition.labelled(), label));
      assertEquals(2, ofClass(partly, partition.validation(), label));
    }
    assertArrayEquals(IntStream.range(80, 160).toArray(), partition.unlabelled());
    assertArrayEquals(partition.unlabelled(), partition.predicted());
  }

  @Test
  void fewLabelsAreAllTrainedOn() {
    Partition partition = Partition.realUse(Blobs.partlyLabelled(data, 4), 7);
    assertEquals(0, partition.validation().length);
    assertEquals(16, partition.labelled().length);
  }

  @Test
  void aClassWithoutLabelIsNamed() {
    int[] labels = data.labels().clone();
    Arrays.setAll(labels, row -> labels[row] == 2 ? -1 : labels[row]);
    var problem =
        assertThrows(
            IllegalArgumentException.class, () -> Partition.realUse(data.withLabels(labels), 7));
    assertTrue(problem.getMessage().contains("'class-2'"), problem.getMessage());
    Dataset one = Blobs.labelled(1, 40, 3, 0.1, 1);
    problem =
        assertThrows(IllegalArgumentException.class, () -> Partition.benchmark(one, 0.5, false, 7));
    assertTrue(problem.getMessage().contains("at least two"), problem.getMessage());
  }
}
