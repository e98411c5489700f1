package dev.earshot.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.Dataset;
import dev.earshot.SmallRecipes;
import dev.earshot.TrainingOptions;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.FeatureSpace;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.learner.Learners;
import dev.earshot.method.MemberSettings;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.Scores;
import dev.earshot.model.TrainedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleTest {
  private static final int CLASSES = 4;
  private static final Dataset DATA = Blobs.labelled(CLASSES, 40, 6, 0.4, 1);
  @TempDir private Path folder;

  private static TrainedRuns train(Dataset data, RecipeSettings recipe, TrainingOptions options)
      throws Exception {
    return RunTrainer.train(data, recipe, options, fit -> {});
  }

  private static RecipeSettings small() {
    return SmallRecipes.named("default", 3);
  }

  @Test
  void learnsAndSaysHow() throws Exception {
    TrainedRuns result = train(DATA, small(), SmallRecipes.oneRun(0.1));
    double accuracy = result.test(Scores::unweightedAccuracy).orElseThrow().mean();
    assertTrue(accuracy > 0.9, "unweighted accuracy " + accuracy);
    RunResult run = result.best();
    assertEquals(0, run.partition().validation().length, "no label is held out");
    EnsembleSummary ensemble = run.ensemble().orElseThrow();
    assertEquals(
        small().members().stream().map(MemberSettings::label).toList(),
        ensemble.members().stream().map(EnsembleSummary.Member::label).toList());
    assertEquals(
        1, ensemble.members().stream().mapToDouble(EnsembleSummary.Member::weight).sum(), 1e-9);
    assertTrue(run.validation().orElseThrow().unweightedAccuracy() > 0.8);
    assertTrue(ensemble.neighborAgreement().value() > 0.8, "blobs hold together");
  }

  /** The labels are random, so neighbours agree only as often as by chance. */
  @Test
  void theAgreementIsLowWhereLabelsMeanNothing() throws Exception {
    int[] labels = new int[DATA.rows()];
    Arrays.setAll(
        labels, row -> (row * 2654435761L >>> 7 & 3) > 3 ? 0 : (int) (row * 2654435761L >>> 7 & 3));
    TrainedRuns result =
        train(DATA.withLabels(labels), RecipeSettings.named("linear"), SmallRecipes.oneRun(0.3));
    double agreement = result.best().ensemble().orElseThrow().neighborAgreement().value();
    assertTrue(agreement < 0.45, "agreement " + agreement);
  }

  @Test
  void theNumberOfThreadsChangesNoBit() throws Exception {
    TrainedRuns one = train(DATA, small(), SmallRecipes.options(0.1, 1, Backends.AUTO, 1));
    TrainedRuns two = train(DATA, small(), SmallRecipes.options(0.1, 1, Backends.AUTO, 2));
    assertArrayEquals(one.predictions().probabilities(), two.predictions().probabilities());
    assertEquals(one.best().ensemble(), two.best().ensemble());
  }

  @Test
  void aStoppedTrainingGoesOnToTheSameEnd() throws Exception {
    TrainingOptions plain = SmallRecipes.options(0.1, 1, Backends.AUTO, 1);
    TrainingOptions kept = plain.withCheckpoints(folder);
    TrainedRuns whole = train(DATA, small(), plain);
    assertThrows(
        InterruptedException.class,
        () ->
            RunTrainer.train(
                DATA,
                small(),
                kept,
                fit -> {
                  if (fit.epoch() == fit.epochs() - 3) {
                    Thread.currentThread().interrupt();
                  }
                }));
    TrainedRuns resumed = train(DATA, small(), kept);
    assertArrayEquals(whole.predictions().probabilities(), resumed.predictions().probabilities());
    assertEquals(whole.best().ensemble(), resumed.best().ensemble());
  }

  @Test
  void aLoadedModelPredictsTheSame() throws Exception {
    TrainedRuns result = train(DATA, small(), SmallRecipes.oneRun(0.1));
    Path file = folder.resolve("model.safetensors");
    result.model().save(file);
    TrainedModel loaded = TrainedModel.load(file);
    Dataset clips = Blobs.labelled(CLASSES, 5, 6, 0.4, 2);
    assertArrayEquals(
        result.model().predict(clips).probabilities(), loaded.predict(clips).probabilities());
    assertArrayEquals(result.model().predict(clips).labels(), loaded.predict(clips).labels());
    assertEquals(result.model().decision(), loaded.decision());
  }

  @Test
  void oneLabelAClassIsEnough() throws Exception {
    Dataset partly = Blobs.partlyLabelled(DATA, 1);
    TrainedRuns result = train(partly, small(), SmallRecipes.allLabels());
    assertTrue(result.best().validation().isEmpty(), "nothing can be held out");
    List<Double> weights =
        result.best().ensemble().orElseThrow().members().stream()
            .map(EnsembleSummary.Member::weight)
            .distinct()
            .toList();
    assertEquals(List.of(1.0 / small().members().size()), weights);
  }

  @Test
  void everyFitIsToldOf() throws Exception {
    List<Integer> fits = new ArrayList<>();
    RecipeSettings linear = RecipeSettings.named("linear");
    RunTrainer.train(
        DATA, linear, SmallRecipes.oneRun(0.1), fit -> fits.add(fit.epochs() - fit.epoch()));
    assertEquals(Set.of(0), Set.of(fits.getLast()));
    assertTrue(fits.size() > linear.members().size());
  }

  @Test
  void whatHasOneSolutionCannotBeSeveral() {
    for (String kind : List.of("LINEAR", "SELF_TRAINED", "SPREADING", "knn")) {
      assertThrows(
          IllegalArgumentException.class, () -> new MemberSettings(kind, FeatureSpace.PLAIN, 2));
    }
    assertEquals(2, new MemberSettings("FOREST", FeatureSpace.PLAIN, 2).count());
  }

  /**
   * Every registered learner can be a member: it learns, is stored, and predicts the same again.
   */
  @Test
  void everyLearnerCanBeAMember() throws Exception {
    RecipeSettings recipe = small();
    List<MemberSettings> members = new ArrayList<>();
    for (String name : Learners.names()) {
      members.add(new MemberSettings(name, FeatureSpace.PLAIN, 1));
    }
    TrainedRuns result = train(DATA, recipe.withMembers(members), SmallRecipes.oneRun(0.1));
    Path file = folder.resolve("model.safetensors");
    result.model().save(file);
    Dataset clips = Blobs.labelled(CLASSES, 5, 6, 0.4, 2);
    assertArrayEquals(
        result.model().predict(clips).probabilities(),
        TrainedModel.load(file).predict(clips).probabilities());
  }

  @Test
  void aMemberThatNobodyKnowsIsNamed() {
    var problem =
        assertThrows(
            IllegalArgumentException.class,
            () -> new MemberSettings("LINEER", FeatureSpace.PLAIN, 1));
    assertTrue(problem.getMessage().contains("'LINEER'"), problem.getMessage());
    assertTrue(problem.getMessage().contains("smoothed-linear"), problem.getMessage());
  }
}
