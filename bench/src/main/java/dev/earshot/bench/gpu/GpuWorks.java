package dev.earshot.bench.gpu;

import dev.earshot.bench.peers.Links;
import dev.earshot.bench.peers.Setting;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.data.Dataset;
import dev.earshot.predict.SoundModel;
import dev.earshot.train.Recipe;
import dev.earshot.train.Trainer;
import dev.earshot.train.TrainingOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What is timed. Names are those of {@code bench/peers} where the work is the same. */
final class GpuWorks {
  private static final String[] TASKS = {"none", "denoise", "completion", "shuffle", "all"};

  private final BackendProvider provider;
  private final GpuClock clock;

  /** 1 for real; more divides sizes, to try the programme where time does not matter. */
  private final int divisor;

  private final BiConsumer<String, Double> result;

  /**
   * @param result takes a work's name and its seconds
   */
  GpuWorks(
      BackendProvider provider, GpuClock clock, int divisor, BiConsumer<String, Double> result) {
    this.provider = provider;
    this.clock = clock;
    this.divisor = divisor;
    this.result = result;
  }

  /** Times everything. */
  void run() throws IOException, InterruptedException {
    steps();
    manyRuns();
    products();
    propagations();
    searches();
    prediction();
  }

  /** Times what NVIDIA's libraries may do in place of our kernels. */
  void runProducts() {
    products();
    propagations();
  }

  private void steps() {
    for (String setting : new String[] {"ser", "audioset"}) {
      for (String tasks : divisor == 1 ? TASKS : new String[] {"denoise"}) {
        try (Backend backend = provider.open()) {
          LoadedStep step = new LoadedStep(backend, Setting.named(setting), Setting.tasks(tasks));
          result.accept("step " + setting + " " + tasks, clock.seconds(step::learn, backend));
          if (tasks.equals("denoise")) {
            result.accept(
                "step " + setting + " denoise, linked anew",
                clock.seconds(step::loadAndLearn, backend));
          }
        }
      }
    }
  }

  /** Seconds of a step, divided by the number of runs that take one in that time. */
  private void manyRuns() {
    int runs = Math.max(2, 64 / divisor);
    try (var side = new SideBySide(provider, runs)) {
      result.accept("step ser denoise, one of " + runs + " runs", side.secondsPerStep(clock));
    }
  }

  private void products() {
    for (int size : new int[] {512, 1024, 4096}) {
      int n = size / divisor;
      try (Backend backend = provider.open()) {
        Matrix x = matrix(backend, n, n);
        Matrix w = matrix(backend, n, n);
        Matrix y = backend.newMatrix(n, n);
        Runnable product = backend.record(() -> backend.dense().linear(x, w, Epilogue.NONE, y));
        result.accept("product " + n, clock.seconds(product, backend));
      }
    }
  }

  private void propagations() {
    for (int width : divisor == 1 ? new int[] {16, 64, 256} : new int[] {16}) {
      try (Backend backend = provider.open()) {
        Links links = Links.powerLaw();
        SparseMatrix adjacency = links.normalized(backend);
        Matrix x = matrix(backend, links.nodes(), width);
        Matrix y = backend.newMatrix(links.nodes(), width);
        Runnable product =
            backend.record(() -> backend.sparse().propagate(adjacency, x, Epilogue.NONE, y));
        result.accept("spmm power-law " + width, clock.seconds(product, backend));
      }
    }
  }

  private void searches() {
    int n = 89_000 / divisor / divisor;
    try (Backend backend = provider.open()) {
      Matrix x = matrix(backend, n, 128);
      Indices nearest = backend.newIndices(3 * n);
      result.accept(
          "nearest 3 of %dx128".formatted(n),
          clock.seconds(() -> backend.neighbors().kNearest(x, x, 3, nearest), backend));
    }
  }

  private void prediction() throws IOException, InterruptedException {
    var options = new TrainingOptions(0.1, false, 1, 0, "simd", 1, Optional.empty());
    SoundModel model =
        Trainer.train(Setting.named("ser").clips(400), Recipe.named("graph"), options, log -> {})
            .model();
    int clips = 200_000 / divisor / divisor;
    Dataset data = Setting.named("ser").clips(clips);
    try (Backend backend = provider.open()) {
      result.accept(
          "predict " + clips + " clips",
          clock.seconds(() -> model.predict(data, backend), backend));
    }
  }

  private static Matrix matrix(Backend backend, int rows, int columns) {
    float[] values = new float[Math.multiplyExact(rows, columns)];
    long state = 1;
    for (int i = 0; i < values.length; i++) {
      // A linear congruential generator (Knuth's MMIX): times do not hang on the numbers.
      state = 6364136223846793005L * state + 1442695040888963407L;
      values[i] = (state >> 40) * 0x1p-24f;
    }
    Matrix matrix = backend.newMatrix(rows, columns);
    matrix.write(values);
    return matrix;
  }
}
