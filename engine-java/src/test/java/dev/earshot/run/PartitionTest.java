package dev.earshot.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.Part;
import dev.earshot.learner.TrainingSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartitionTest {
  private final Dataset data = Blobs.labelled(4, 40, 3, 0.1, 1);

  private static Partition benchmark(Dataset data, double labelRate, long seed) {
    return Partition.benchmark(data, new LabelBudget.Rate(labelRate), false, seed);
  }

  private static int[] training(Partition partition) {
    return IntStream.concat(
            Arrays.stream(partition.labelled()), Arrays.stream(partition.unlabelled()))
        .toArray();
  }

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

  /** The vote is weighed by groups even if only the names of the clips tell them. */
  @Test
  void groupsAreGuessedFromNames() {
    List<String> ids =
        IntStream.range(0, 160)
            .mapToObj(row -> data.labels()[row] + "/s" + row % 8 + "_" + row + ".wav")
            .toList();
    Dataset named =
        new Dataset(
            data.x(),
            data.columns(),
            data.labels(),
            data.classes(),
            ids,
            data.split(),
            Optional.empty(),
            "npz",
            Optional.empty());
    Partition partition = benchmark(named, 0.5, 7);
    List<String> groups = partition.trainingGroups(named).orElseThrow();
    int[] rows = partition.training();
    for (int i = 0; i < rows.length; i++) {
      assertEquals("s" + rows[i] % 8 + "_", groups.get(i));
    }
    assertTrue(partition.trainingGroups(data).isEmpty(), "row numbers tell nothing");
  }

  @Test
  void aBenchmarkDividesEveryRowByClass() {
    Partition partition = benchmark(data, 0.25, 7);
    assertArrayEquals(IntStream.range(0, 160).toArray(), allRows(partition));
    for (int label = 0; label < 4; label++) {
      assertEquals(9, ofClass(data, partition.labelled(), label));
      assertEquals(27, ofClass(data, partition.unlabelled(), label));
      assertEquals(4, ofClass(data, partition.predicted(), label));
    }
    assertEquals(0, partition.validation().length);
  }

  @Test
  void whatAMethodValidatesByComesOutOfItsLabels() {
    Partition partition = benchmark(data, 0.25, 7);
    Partition validated = partition.holdingOut(data, 7);
    for (int label = 0; label < 4; label++) {
      assertEquals(8, ofClass(data, validated.labelled(), label));
      assertEquals(1, ofClass(data, validated.validation(), label));
    }
    assertArrayEquals(partition.unlabelled(), validated.unlabelled());
    assertArrayEquals(partition.predicted(), validated.predicted());
  }

  @Test
  void theTrainingSetHasItsLabelledRowsFirstAndNoHiddenLabel() {
    Partition partition = benchmark(data, 0.25, 7);
    TrainingSet training = partition.trainingSet(data);
    assertEquals(144, training.rows());
    assertArrayEquals(IntStream.range(0, 36).toArray(), training.labelled());
    for (int i = 0; i < 36; i++) {
      assertEquals(data.labels()[partition.labelled()[i]], training.labels()[i]);
    }
    assertArrayEquals(data.select(training(partition)).x(), training.x());
  }

  @Test
  void aBenchmarkKeepsAtLeastTwoLabelsAClass() {
    Partition partition = benchmark(data, 0.001, 7);
    for (int label = 0; label < 4; label++) {
      assertEquals(2, ofClass(data, partition.labelled(), label));
    }
  }

  @Test
  void labelRateOneHidesNothing() {
    Partition partition = benchmark(data, 1, 7);
    assertEquals(144, partition.labelled().length);
    assertEquals(0, partition.unlabelled().length);
  }

  @Test
  void theSeedDecides() {
    int[] first = benchmark(data, 0.25, 7).predicted();
    assertArrayEquals(first, benchmark(data, 0.25, 7).predicted());
    assertFalse(Arrays.equals(first, benchmark(data, 0.25, 8).predicted()));
  }

  @Test
  void aStatedTestPartIsKept() {
    List<Part> stated =
        IntStream.range(0, 160).mapToObj(row -> row < 120 ? Part.TRAIN : Part.TEST).toList();
    Partition partition = benchmark(Blobs.divided(data, stated), 0.1, 7);
    assertArrayEquals(IntStream.range(120, 160).toArray(), partition.predicted());
    assertArrayEquals(IntStream.range(0, 160).toArray(), allRows(partition));
  }

  @Test
  void groupsStayTogether() {
    List<String> groups = IntStream.range(0, 160).mapToObj(row -> "speaker" + row / 16).toList();
    Partition partition =
        Partition.benchmark(Blobs.grouped(data, groups), new LabelBudget.Rate(0.5), true, 7);
    List<int[]> parts = List.of(training(partition), partition.validation(), partition.predicted());
    assertArrayEquals(IntStream.range(0, 160).toArray(), allRows(partition));
    for (String group : groups.subList(0, 160)) {
      long holding =
          parts.stream()
              .filter(rows -> Arrays.stream(rows).anyMatch(row -> groups.get(row).equals(group)))
              .count();
      assertEquals(1, holding, group);
    }
    var problem =
        assertThrows(
            IllegalArgumentException.class,
            () -> Partition.benchmark(data, new LabelBudget.Rate(0.5), true, 7));
    assertTrue(problem.getMessage().contains("no groups"), problem.getMessage());
  }

  @Test
  void allLabelsAreTakenButATenthToValidate() {
    Dataset partly = Blobs.partlyLabelled(data, 20);
    Partition partition = Partition.allLabels(partly).holdingOut(partly, 7);
    for (int label = 0; label < 4; label++) {
      assertEquals(18, ofClass(partly, partition.labelled(), label));
      assertEquals(2, ofClass(partly, partition.validation(), label));
    }
    assertArrayEquals(IntStream.range(80, 160).toArray(), partition.unlabelled());
    assertArrayEquals(partition.unlabelled(), partition.predicted());
  }

  @Test
  void fewLabelsAreAllTrainedOn() {
    Dataset partly = Blobs.partlyLabelled(data, 4);
    Partition partition = Partition.allLabels(partly).holdingOut(partly, 7);
    assertEquals(0, partition.validation().length);
    assertEquals(16, partition.labelled().length);
  }

  @Test
  void aClassWithoutLabelIsNamed() {
    int[] labels = data.labels().clone();
    Arrays.setAll(labels, row -> labels[row] == 2 ? -1 : labels[row]);
    var problem =
        assertThrows(
            IllegalArgumentException.class, () -> Partition.allLabels(data.withLabels(labels)));
    assertTrue(problem.getMessage().contains("'class-2'"), problem.getMessage());
    Dataset one = Blobs.labelled(1, 40, 3, 0.1, 1);
    problem = assertThrows(IllegalArgumentException.class, () -> benchmark(one, 0.5, 7));
    assertTrue(problem.getMessage().contains("at least two"), problem.getMessage());
  }
}
