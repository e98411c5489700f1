package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is stopped, or killed, continues with --resume and ends in the same bits. */
class ResumeTest {
  /** Long enough to be stopped on the way on any machine, however many epochs it is at by then. */
  private static final int EPOCHS = 200;

  @TempDir Path folder;

  private Path table;

  @BeforeEach
  void makeData() throws IOException {
    table = SmallData.table(folder.resolve("table.npz"), 120, 16, List.of("a", "b", "c"));
  }

  private Object[] train(String out, String... more) {
    var args = new ArrayList<Object>(List.of("train", table, "--out", folder.resolve(out)));
    args.addAll(List.of("--recipe", "graph", "--folds", 2, "--threads", 2, "--epochs", EPOCHS));
    args.addAll(List.of(more));
    return args.toArray();
  }

  private ChildProcess start(Object... args) throws IOException {
    return ChildProcess.start(folder.resolve("log"), args);
  }

  @Test
  void stoppedThenKilledThenEndedIsAsNeverStopped() throws Exception {
    var states = folder.resolve("stopped.partial");
    var run = folder.resolve("stopped");
    var state = states.resolve("run-0-0.safetensors");
    try (var first = start(train("stopped"))) {
      first.await(() -> Files.exists(state), "a state");
      assertEquals(143, first.terminate(), first.output());
      assertTrue(first.output().contains("stopped. To continue: "), first.output());
      assertTrue(first.output().contains("--resume"), first.output());
    }
    assertFalse(Files.exists(run));

    var before = Files.readAllBytes(state);
    try (var second = start(train("stopped", "--resume"))) {
      second.await(() -> !Arrays.equals(before, Files.readAllBytes(state)), "a later state");
      second.kill();
    }
    assertFalse(Files.exists(run));

    try (var third = start(train("stopped", "--resume"))) {
      third.succeed();
      assertTrue(third.output().contains("Continuing from the states"), third.output());
    }
    assertFalse(Files.exists(states));

    CommandRun.succeeding(train("whole"));
    for (var name : List.of("model.safetensors", "predictions.csv")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("whole").resolve(name)),
          Files.readAllBytes(run.resolve(name)),
          name);
    }
  }

  @Test
  void statesOfAnotherTrainingAreRefusedOrGivenUp() throws Exception {
    var states = folder.resolve("run.partial");
    var run = folder.resolve("run");
    try (var first = start(train("run"))) {
      first.await(() -> Files.exists(states.resolve("run-0-0.safetensors")), "a state");
      first.kill();
    }
    var other =
        CommandRun.of(
            "train",
            table,
            "--out",
            run,
            "--recipe",
            "graph",
            "--folds",
            2,
            "--resume",
            "--seed",
            1);
    assertEquals(ExitCode.BAD_INPUT, other.code(), other.err());
    assertTrue(other.err().contains("seed differs: it was 0 and is 1 now"), other.err());
    assertTrue(Files.exists(states.resolve("run-0-0.safetensors")));

    var anew = CommandRun.succeeding("train", table, "--out", run, "--epochs", 1, "--folds", 0);
    assertTrue(anew.err().contains("warning: an unfinished training in " + states), anew.err());
    assertFalse(Files.exists(states));
    assertTrue(Files.exists(run.resolve("model.safetensors")));
  }
}
