package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.data.Dataset;
import dev.earshot.data.Partition;
import dev.earshot.learner.Voter;
import dev.earshot.method.EpochLog;
import dev.earshot.method.GraphTrainer;
import dev.earshot.method.MemberKind;
import dev.earshot.method.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets a member of an ensemble learn from the labels of a partition.
 *
 * @param recipe the ensemble's
 * @param number of the run
 * @param seed of the member
 * @param data in the member's space
 * @param checkpoint where a network leaves its state
 */
record MemberFit(
    Recipe recipe,
    int number,
    long seed,
    Dataset data,
    Partition partition,
    Optional<Path> checkpoint,
    Backend backend) {

  /**
   * What has learnt.
   *
   * @param penalty with which; it means something for linear members only
   * @param log of a network's epochs
   */
  record Learnt(double penalty, Voter voter, List<EpochLog> log) {}

  /**
   * Learns once with each penalty.
   *
   * @param penalties one, unless the kind is linear
   */
  List<Learnt> all(MemberKind kind, double[] penalties) throws IOException, InterruptedException {
    return switch (kind) {
      case LINEAR, SMOOTHED_LINEAR -> {
        LinearFit linear = new LinearFit(data, partition, kind, backend);
        List<Learnt> learnt = new ArrayList<>();
        for (double penalty : penalties) {
          learnt.add(new Learnt(penalty, linear.solve(penalty, backend), List.of()));
        }
        yield learnt;
      }
      case SELF_TRAINED ->
          one(penalties, new LinearFit(data, partition, kind, backend).selfTrained(backend));
      case PERCEPTRON -> network(recipe.perceptron(), penalties);
      case GRAPH -> network(recipe.graph(), penalties);
      case FOREST, SMOOTHED_FOREST ->
          one(penalties, ForestFit.fit(data, partition, kind.smoothed(), seed, backend));
      case SPREADING -> one(penalties, SpreadingFit.fit(data, partition, backend));
    };
  }

  private static List<Learnt> one(double[] penalties, Voter voter) {
    return List.of(new Learnt(penalties[0], voter, List.of()));
  }

  private List<Learnt> network(Recipe own, double[] penalties)
      throws IOException, InterruptedException {
    GraphTrainer.Trained trained =
        new GraphTrainer(number, seed, backend, data, partition, own)
            .train(checkpoint, _ -> {}, System::nanoTime);
    return List.of(new Learnt(penalties[0], trained.network(), trained.log()));
  }
}
