package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.OutputLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two commands at the same time on one output: the second is refused before it works. */
class TwoProcessesTest {
  /** What commands read that do not get to write. */
  @TempDir static Path inputs;

  @TempDir Path folder;

  private Path table;

  @BeforeAll
  static void makeInputs() throws IOException {
    var table = SmallData.table(inputs.resolve("table.npz"));
    var sounds = SmallData.sounds(inputs.resolve("sounds"), 2);
    var heard = inputs.resolve("heard");
    CommandRun.succeeding("train", table, "--out", inputs.resolve("model"), "--recipe", "linear");
    CommandRun.succeeding("train", sounds, "--encoder", "logmel", "--out", heard, "--folds", 0);
    CommandRun.succeeding(
        "collect", sounds, "--encoder", "logmel", "--out", inputs.resolve("yard"));
  }

  @BeforeEach
  void makeData() throws IOException {
    table = SmallData.table(folder.resolve("table.npz"), 120, 16, List.of("a", "b", "c"));
  }

  private Object[] train(int seed, String... more) {
    var args = new ArrayList<Object>(List.of("train", table, "--out", folder.resolve("run")));
    args.addAll(List.of("--recipe", "graph", "--runs", 1, "--threads", 1, "--epochs", 200));
    args.addAll(List.of("--seed", seed));
    args.addAll(List.of(more));
    return args.toArray();
  }

  @Test
  void twoTrainingsOnOneRunCannotMix() throws Exception {
    var state = folder.resolve("run.partial/run-0-0.safetensors");
    byte[] foreign;
    try (var first = ChildProcess.start(folder.resolve("log"), train(0))) {
      first.await(() -> Files.exists(state), "a state");
      for (var more : List.of(new String[0], new String[] {"--resume"})) {
        var second = CommandRun.of(train(1, more));
        assertEquals(ExitCode.BAD_INPUT, second.code(), second.err());
        assertEquals(1, second.err().lines().count(), second.err());
        assertTrue(second.err().contains("run: another Earshot is writing there"), second.err());
      }
      foreign = Files.readAllBytes(state);
      first.kill();
    }

    // Even a state that is put there by hand is not taken for one of this training.
    Files.delete(state);
    try (var stopped = ChildProcess.start(folder.resolve("log"), train(1))) {
      stopped.await(() -> Files.exists(state), "a state");
      stopped.kill();
    }
    var own = Files.readAllBytes(state);
    Files.write(state, foreign);
    var mixed = CommandRun.of(train(1, "--resume"));
    assertEquals(ExitCode.BAD_INPUT, mixed.code(), mixed.err());
    assertTrue(mixed.err().contains(state + ": the state of another training"), mixed.err());

    Files.write(state, own);
    CommandRun.succeeding(train(1, "--resume"));
    var resumed = Files.readAllBytes(folder.resolve("run/model.safetensors"));
    CommandRun.succeeding(train(1));
    assertArrayEquals(resumed, Files.readAllBytes(folder.resolve("run/model.safetensors")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train #table.npz --out @OUT",
        "predict #model #table.npz --out @OUT",
        "features #sounds --encoder logmel --out @OUT.npz",
        "evaluate #model #table.npz --report @OUT",
        "doctor --json @OUT.json",
        "demo --out @OUT",
        "collect #sounds --encoder logmel --out @OUT",
        "suggest #sounds --encoder logmel --out @OUT",
        "check #sounds --encoder logmel --out @OUT",
        "detect #heard #sounds --out @OUT",
        "detect #heard #sounds --format audacity --out @OUT",
        "export #yard --out @OUT",
        "export #yard --format npz --out @OUT.npz",
        "export #yard --format raven --out @OUT",
        "export #yard --format audacity --out @OUT",
        "export #yard --format folder --out @OUT",
        "graph #graph --out @OUT",
      })
  void aSecondCommandIsRefused(String command) throws Exception {
    var words = command.split(" ");
    var out = Path.of(words[words.length - 1].replace("@", folder + "/"));
    CommandRun second;
    try (var _ = OutputLock.take(out)) {
      second = CompletableFuture.supplyAsync(() -> run(command)).join();
    }
    assertEquals(ExitCode.BAD_INPUT, second.code(), second.err());
    assertEquals(1, second.err().lines().count(), second.err());
    assertTrue(second.err().contains(out + ": another Earshot is writing there"), second.err());
    assertFalse(Files.exists(out));
  }

  private CommandRun run(String command) {
    return CommandRun.of(
        (Object[]) command.replace("@", folder + "/").replace("#", inputs + "/").split(" "));
  }
}
