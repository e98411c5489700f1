package dev.earshot.method;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Runs the steps of epochs, one after the other, without waiting for their end. The nodes of a
 * whole epoch are copied to the backend when it begins. Each step is one call of recorded work.
 * Losses are read when they are there.
 */
final class EpochRunner {
  private final TrainingSetup training;
  private final SubgraphSampler sampler;
  private final Subgraph subgraph;
  private final EpochBuffers buffers;
  private final int[] schedule;
  private final int[] sizes;
  private final Map<Integer, Runnable> stepsBySize = new HashMap<>();

  /**
   * @param trueLabels the training nodes' classes, -1 for unlabelled ones
   */
  EpochRunner(TrainingSetup training, int[] trueLabels, int classes) {
    this.training = training;
    RecipeSettings recipe = training.recipe();
    sampler = sampler(recipe, training.seed(), trueLabels, classes);
    subgraph = new Subgraph(sampler.capacity());
    buffers =
        EpochBuffers.of(
            training.backend(), steps(), sampler.capacity(), trueLabels, recipe.tasks().size());
    schedule = new int[buffers.schedule().length()];
    sizes = new int[steps()];
  }

  private static SubgraphSampler sampler(
      RecipeSettings recipe, long seed, int[] trueLabels, int classes) {
    int[][] labelled = new int[classes][];
    for (int c = 0; c < classes; c++) {
      labelled[c] = nodesOf(trueLabels, c);
    }
    int[] unlabelled = nodesOf(trueLabels, -1);
    if (recipe.sampling().wholeGraph()) {
      return SubgraphSampler.wholeGraph(seed, labelled, unlabelled);
    }
    return new SubgraphSampler(
        seed,
        labelled,
        unlabelled,
        recipe.sampling().perClassOf(classes),
        recipe.sampling().unlabelled());
  }

  private static int[] nodesOf(int[] trueLabels, int label) {
    return IntStream.range(0, trueLabels.length).filter(i -> trueLabels[i] == label).toArray();
  }

  /** Number of steps in an epoch. */
  int steps() {
    return sampler.subgraphsPerEpoch();
  }

  /**
   * Begins an epoch. Its steps run after those of all epochs begun before.
   *
   * @param epoch number of the epoch, from 0
   * @return its losses, which arrive later
   */
  EpochLosses begin(int epoch) {
    int width = sampler.capacity();
    for (int index = 0; index < steps(); index++) {
      sampler.draw(epoch, index, subgraph);
      sizes[index] = subgraph.size();
      System.arraycopy(subgraph.nodes(), 0, schedule, index * width, subgraph.size());
    }
    buffers.schedule().write(schedule);
    buffers.step().write(epoch * steps());
    for (int size : sizes) {
      stepsBySize.computeIfAbsent(size, this::newStep).run();
    }
    return new EpochLosses(epoch + 1, training.recipe().tasks(), buffers.losses());
  }

  private Runnable newStep(int size) {
    return new TrainingStep(training, size, buffers.step()).inEpoch(buffers);
  }

  /**
   * Reads each unlabelled node's pseudo-label: its most probable class in the last step that it was
   * part of. Waits until all epochs that have been begun have ended.
   */
  void readPseudoLabels(int[] pseudoLabels) {
    buffers.classes().read(pseudoLabels);
  }

  /** Sets the pseudo-labels to those that {@link #readPseudoLabels} gave. */
  void writePseudoLabels(int[] pseudoLabels) {
    buffers.classes().write(pseudoLabels);
  }
}
