package dev.earshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.Dataset;
import dev.earshot.SmallRecipes;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.run.RunTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One backend in several threads: right numbers or a refusal, never wrong numbers. */
class SharedBackendTest {
  private static final String REFUSAL = "two threads use one backend at the same time";

  @ParameterizedTest
  @ValueSource(strings = {"simd", "reference"})
  void manyThreadsGetRightNumbersOrARefusal(String name) throws Exception {
    Dataset data = Blobs.labelled(3, 60, 24, 0.1, 1);
    TrainedModel model =
        RunTrainer.train(
                data, SmallRecipes.named("graph", 3), SmallRecipes.oneRun(0.4), epoch -> {})
            .model();
    try (Backend alone = Backends.choose(name).provider().open();
        Backend shared = Backends.choose(name).provider().open(2)) {
      float[] right = model.predict(data, alone).probabilities();
      List<Future<float[]>> all = new ArrayList<>();
      try (var pool = Executors.newFixedThreadPool(8)) {
        for (int i = 0; i < 64; i++) {
          all.add(pool.submit(() -> model.predict(data, shared).probabilities()));
        }
      }
      for (Future<float[]> one : all) {
        try {
          assertArrayEquals(right, one.get(1, TimeUnit.MINUTES));
        } catch (ExecutionException e) {
          assertTrue(e.getCause() instanceof IllegalStateException, e.toString());
          assertTrue(e.getCause().getMessage().startsWith(REFUSAL), e.toString());
        }
      }
      assertArrayEquals(right, model.predict(data, shared).probabilities(), "after refusals");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simd", "reference"})
  void threadsMayTakeTurnsButNotMeetInACall(String name) {
    try (Backend backend = Backends.choose(name).provider().open()) {
      Runnable work =
          backend.record(() -> {
            var other = CompletableFuture.supplyAsync(() -> backend.newMatrix(2, 3));
            var refused = assertThrows(CompletionException.class, other::join);
            assertTrue(refused.getCause().getMessage().startsWith(REFUSAL), refused.toString());
            assertEquals(6, backend.newMatrix(2, 3).size(), "the same thread continues");
          });
      work.run();
      work.run();
      var later = CompletableFuture.supplyAsync(() -> backend.newMatrix(2, 3));
      assertEquals(6, later.join().size(), "another thread's turn");
    }
  }
}
