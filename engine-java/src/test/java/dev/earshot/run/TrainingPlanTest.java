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
import dev.earshot.SmallRecipes;
import dev.earshot.TrainingOptions;
import dev.earshot.compute.backends.Backends;
import dev.earshot.method.RecipeSettings;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults();
  private static final RecipeSettings LINEAR = RecipeSettings.named("linear");
  private static final RecipeSettings GRAPH = SmallRecipes.named("graph", 2);
  private final Dataset all = Blobs.labelled(3, 20, 4, 0.5, 1);
  private final int[] everyRow = IntStream.range(0, 60).toArray();

  /** The last row of each class is for the test. */
  private static Dataset split(Dataset data) {
    Part[] parts = new Part[data.rows()];
    Arrays.setAll(parts, row -> row >= data.rows() - 3 ? Part.TEST : Part.TRAIN);
    return Blobs.divided(data, List.of(parts));
  }

  @Test
  void allLabelledAreCrossValidatedAndThenAllLearntFrom() {
    TrainingPlan plan = TrainingPlan.of(all, LINEAR, OPTIONS);
    assertEquals(TrainingPlan.Test.CROSS_VALIDATION, plan.test());
    assertEquals(5, plan.tested().size());
    assertArrayEquals(
        everyRow,
        plan.tested().stream()
            .flatMapToInt(part -> IntStream.of(part.predicted()))
            .sorted()
            .toArray());
    for (Partition part : plan.tested()) {
      assertEquals(48, part.labelled().length);
      assertEquals(0, part.unlabelled().length, "a held-out clip is not trained on");
    }
    assertEquals(1, plan.learnt().size());
    assertArrayEquals(everyRow, plan.last().labelled());
    assertEquals(0, plan.last().predicted().length);
  }

  @Test
  void aNetworkThatLearnsAfterATestHoldsNothingOut() {
    TrainingPlan plan = TrainingPlan.of(all, GRAPH, OPTIONS);
    assertTrue(plan.tested().stream().allMatch(part -> part.validation().length > 0));
    assertEquals(0, plan.last().validation().length);
    assertEquals(60, plan.last().labelled().length);
  }

  @Test
  void aNetworkLearnsAsLongAsTheTestSaid() throws Exception {
    RecipeSettings recipe = SmallRecipes.withRate(SmallRecipes.named("graph", 12), 0.01, 0);
    TrainedRuns result =
        RunTrainer.train(all, recipe, OPTIONS.withThreads(1).withFolds(3), epoch -> {});
    int[] steps =
        result.tested().stream()
            .mapToInt(run -> run.course().bestEpoch() * run.course().stepsPerEpoch())
            .sorted()
            .toArray();
    RunResult model = result.best();
    assertEquals(Math.ceilDiv(steps[1], model.course().stepsPerEpoch()), model.epochs());
    assertEquals(60, result.best().partition().labelled().length);
  }

  @Test
  void clipsWithoutLabelAreLearntFromAndPredicted() {
    Dataset partly = Blobs.partlyLabelled(all, 10);
    TrainingPlan plan = TrainingPlan.of(partly, LINEAR, OPTIONS);
    assertEquals(TrainingPlan.Test.NONE, plan.test());
    assertEquals(1, plan.runs());
    assertEquals(30, plan.last().labelled().length);
    assertEquals(30, plan.last().predicted().length);
    assertEquals(4, TrainingPlan.of(partly, LINEAR, OPTIONS.withRuns(4)).runs());

    TrainingPlan measured = TrainingPlan.of(partly, LINEAR, OPTIONS.withFolds(3));
    assertEquals(4, measured.runs());
    assertEquals(30, measured.tested().getFirst().unlabelled().length);
    assertEquals(30, measured.last().labelled().length);
  }

  @Test
  void aStatedSplitIsTestedAlsoIfSomeClipsHaveNoLabel() {
    for (Dataset data : List.of(split(all), split(withoutFirstLabels(all)))) {
      TrainingPlan plan = TrainingPlan.of(data, LINEAR, OPTIONS);
      assertEquals(TrainingPlan.Test.STATED_SPLIT, plan.test());
      assertArrayEquals(new int[] {57, 58, 59}, plan.tested().getFirst().predicted());
      assertEquals(plan.last().labelled().length - 3, plan.tested().getFirst().labelled().length);
    }
  }

  private static Dataset withoutFirstLabels(Dataset data) {
    int[] labels = data.labels().clone();
    Arrays.fill(labels, 0, 9, -1);
    return data.withLabels(labels);
  }

  @Test
  void aBudgetHidesLabelsAlsoIfSomeClipsHaveNone() {
    TrainingOptions few = OPTIONS.withBudget(new LabelBudget.PerClass(2));
    for (Dataset data : List.of(all, Blobs.partlyLabelled(all, 10))) {
      TrainingPlan plan = TrainingPlan.of(data, LINEAR, few);
      assertEquals(TrainingPlan.Test.FEW_LABELS, plan.test());
      assertEquals(5, plan.runs());
      assertFalse(plan.usesAllLabels());
      assertEquals(6, plan.last().labelled().length);
    }
  }

  /** What to expect on new clips is measured on new groups, as soon as groups are known. */
  @Test
  void foldsKeepGroupsThatAreKnownIfEveryClipCanBeHeldOut() {
    List<String> groups = IntStream.range(0, 60).mapToObj(row -> "g" + row / 6).toList();
    Dataset grouped = Blobs.grouped(all, groups);
    TrainingPlan plan = TrainingPlan.of(grouped, LINEAR, OPTIONS);
    assertTrue(plan.keepsGroups(grouped));
    assertEquals(60, plan.tested().stream().mapToInt(part -> part.predicted().length).sum());
    assertFalse(TrainingPlan.of(all, LINEAR, OPTIONS).keepsGroups(all), "no groups are known");
    // A group holds a whole class: its clips could not be held out.
    Dataset ofClass =
        Blobs.grouped(
            all, IntStream.range(0, 60).mapToObj(row -> "g" + all.labels()[row]).toList());
    TrainingPlan atRandom = TrainingPlan.of(ofClass, LINEAR, OPTIONS);
    assertFalse(atRandom.keepsGroups(ofClass));
    assertEquals(60, atRandom.tested().stream().mapToInt(part -> part.predicted().length).sum());
  }

  @Test
  void foldsKeepGroups() {
    List<String> groups = IntStream.range(0, 60).mapToObj(row -> "g" + row / 6).toList();
    Dataset grouped = Blobs.grouped(all, groups);
    TrainingPlan plan = TrainingPlan.of(grouped, LINEAR, OPTIONS.withGroupSplit(true));
    for (Partition part : plan.tested()) {
      List<String> held = IntStream.of(part.predicted()).mapToObj(groups::get).distinct().toList();
      assertTrue(IntStream.of(part.labelled()).mapToObj(groups::get).noneMatch(held::contains));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> TrainingPlan.of(all, LINEAR, OPTIONS.withGroupSplit(true)));
    Dataset oneGroup = Blobs.grouped(all, Collections.nCopies(60, "g"));
    var problem =
        assertThrows(
            IllegalArgumentException.class,
            () -> TrainingPlan.of(oneGroup, LINEAR, OPTIONS.withGroupSplit(true)));
    assertTrue(problem.getMessage().contains("one group"), problem.getMessage());
  }

  /** One clip a class cannot be held out: the model is trained and nothing is measured. */
  @Test
  void oneClipAClassIsTrainedOnWithoutATest() throws Exception {
    Dataset two = Blobs.labelled(2, 1, 4, 0.1, 1);
    TrainingOptions options = SmallRecipes.allLabels(0, Backends.AUTO, 1);
    for (RecipeSettings recipe : List.of(LINEAR, GRAPH)) {
      TrainedRuns result = RunTrainer.train(two, recipe, options, epoch -> {});
      assertFalse(result.isTested());
      assertEquals(0, result.predictions().size());
      assertEquals(2, result.model().predict(two).size());
    }
  }
}
