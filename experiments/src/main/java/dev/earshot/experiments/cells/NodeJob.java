package dev.earshot.experiments.cells;

import com.google.gson.Gson;
import dev.earshot.compute.Backend;
import dev.earshot.experiments.data.GraphSource;
import dev.earshot.graph.GraphSettings;
import dev.earshot.graph.GraphTrainings;
import dev.earshot.graph.NodeRun;
import java.util.Map;

/** Trains a graph network on a known graph, and scores its test nodes at the best epoch. */
public record NodeJob(GraphSource source, GraphSettings how, long seed) implements Job {
  /** Accuracy on the validation nodes, in [0, 1]. */
  public static final String VALIDATION = "validation";

  /** Number of epochs. */
  public static final String EPOCHS = "epochs";

  @Override
  public Map<String, Object> settings() {
    return Map.of(
        "work", "nodes", "data", source.fingerprint(), "method", new Gson().toJsonTree(how));
  }

  @Override
  public CellResult run(Backend backend) throws InterruptedException {
    NodeRun run = GraphTrainings.once(backend, source.graph(), how, seed);
    return ScoringJob.scores(run.test())
        .put(VALIDATION, run.best().validationAccuracy())
        .put(EPOCHS, run.log().size())
        .put(ScoringJob.SECONDS, run.seconds())
        .build();
  }
}
