package dev.earshot.bench.gpu;

import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.TrainingOptions;
import dev.earshot.bench.peers.CitationWork;
import dev.earshot.bench.peers.PredictWork;
import dev.earshot.bench.peers.Setting;
import dev.earshot.bench.peers.StepCost;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.cuda.ChainPrediction;
import dev.earshot.cuda.KernelChains;
import dev.earshot.data.ClipLoader;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import dev.earshot.model.TrainedModel;
import dev.earshot.run.RunTrainer;
import dev.earshot.run.TrainedRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The works that are timed in the way that a user would run them. Works that {@code bench/peers}
 * has too have the same names. An entry {@code WORK | WAY} is a limit, a floor or another number
 * that this program knows itself and that WORK is compared with.
 */
final class GpuWorks {
  private static final String[] TASKS = {"none", "denoise", "completion", "shuffle", "all"};
  private static final int SIDE_BY_SIDE = 64;
  private static final int CHAIN = 200;
  private static final int[] PRODUCTS = {512, 1024, 4096};

  /** The most seconds for a step of the paper's speech-emotion setting with denoise. */
  private static final double STEP_LIMIT = 60e-6;

  /** The microseconds that a search among 89,000 vectors was predicted to take. */
  private static final double LEAST_SEARCH = 10e3;

  private static final double MOST_SEARCH = 20e3;

  private final GpuBench bench;

  GpuWorks(GpuBench bench) {
    this.bench = bench;
  }

  /**
   * The one step that the goal is about, alone and in many runs; then that of the other setting.
   */
  void headline() {
    step("ser", "denoise");
    manyRuns("");
    if (bench.divisor() == 1) {
      step("audioset", "denoise");
    }
  }

  /** The step of each setting with each task. */
  void steps() {
    for (String setting : new String[] {"ser", "audioset"}) {
      for (String tasks : bench.divisor() == 1 ? TASKS : new String[] {"none"}) {
        if (!tasks.equals("denoise")) {
          step(setting, tasks);
        }
      }
    }
  }

  private void step(String setting, String tasks) {
    try (Backend backend = bench.open()) {
      LoadedStep step = new LoadedStep(backend, Setting.named(setting), Setting.tasks(tasks));
      String work = "step %s %s".formatted(setting, tasks);
      step(work, step::learn, step.work(), backend);
      step(work + ", from node ids", step::next, step.workFromIds(), backend);
      if (work.equals("step ser denoise")) {
        bench.report(work + " | limit", STEP_LIMIT);
        bench.report(work + ", from node ids | limit", STEP_LIMIT);
      }
    }
  }

  /** One step, beside what was predicted for its chain of kernels. */
  private void step(String work, Runnable once, Runnable recorded, Backend backend) {
    double seconds = bench.time(work, once, backend);
    ChainPrediction predicted = ChainPrediction.of(backend, recorded);
    bench.predicted(work, predicted.leastMicroseconds(), predicted.mostMicroseconds());
    System.err.printf(
        Locale.ROOT,
        "%s: %d kernels, %d of them in a chain; predicted %.0f to %.0f us, measured %.1f us%n",
        GpuRun.marked(work),
        predicted.kernels(),
        predicted.links(),
        predicted.leastMicroseconds(),
        predicted.mostMicroseconds(),
        1e6 * seconds);
  }

  /**
   * The time of one kernel on a chain of {@link #CHAIN}: of one that does nothing, which is the gap
   * between two dependent kernels, and of each kernel of a step from node ids.
   */
  void chains() {
    int length = bench.smaller(CHAIN);
    try (Backend backend = bench.open()) {
      String nothing = chain("nothing", KernelChains.ofNothing(backend, length), length, backend);
      bench.predicted(nothing, ChainPrediction.LEAST_GAP, ChainPrediction.MOST_GAP);
      LoadedStep step = new LoadedStep(backend, Setting.named("ser"), Setting.tasks("denoise"));
      KernelChains.of(backend, step.workFromIds(), length)
          .forEach((kernel, chain) -> chain(kernel, chain, length, backend));
    }
  }

  private String chain(String kernel, Runnable chain, int length, Backend backend) {
    String work = "one of a chain: " + kernel;
    bench.report(work, bench.clock().seconds(chain, backend) / length);
    return work;
  }

  /** The step by itself, and 64 runs of it, by this process's number of branches. */
  void branches() {
    String branches =
        ", %s branches".formatted(System.getProperty("earshot.cuda.branches", "default"));
    try (Backend backend = bench.open()) {
      LoadedStep step = new LoadedStep(backend, Setting.named("ser"), Setting.tasks("denoise"));
      bench.time("step ser denoise, from node ids" + branches, step::next, backend);
    }
    manyRuns(branches);
  }

  /** The time in which each of several runs takes a step, divided by the number of runs. */
  private void manyRuns(String branches) {
    int runs = bench.smaller(SIDE_BY_SIDE);
    String work =
        "step ser denoise, %d runs side by side%s".formatted(runs, branches) + GpuBench.WALL_CLOCK;
    try (var side = new SideBySide(bench.provider(), runs)) {
      bench.report(work, side.secondsPerStep(bench.clock()));
    }
    try (var one = new SideBySide(bench.provider(), 1)) {
      bench.report(work + " | alone", one.secondsPerStep(bench.clock()));
    }
  }

  void citations() throws IOException {
    for (GpuBench.Citation graph : bench.citations()) {
      for (String tasks : bench.divisor() == 1 ? TASKS : new String[] {"none"}) {
        try (Backend backend = bench.open()) {
          var step = new CitationWork(backend, graph.file(), Setting.tasks(tasks));
          int[] number = {0};
          bench.time(
              "gcn epoch %s %s".formatted(graph.name(), tasks),
              () -> step.learn(number[0]++),
              backend);
        }
      }
    }
  }

  /** Products of squares, and the nearest of many vectors. */
  void neighbors() {
    for (int size : PRODUCTS) {
      int n = bench.smaller(size);
      bench.report("product %d".formatted(n), product(n));
    }
    int n = bench.smaller(bench.smaller(89_000));
    int d = 128;
    try (Backend backend = bench.open()) {
      Matrix x = bench.matrix(backend, n, d);
      Indices nearest = backend.newIndices(3 * n);
      String work = "nearest 3 of %dx%d".formatted(n, d);
      bench.time(work, () -> backend.neighbors().kNearest(x, x, 3, nearest), backend);
      if (bench.divisor() == 1) {
        bench.predicted(work, LEAST_SEARCH, MOST_SEARCH);
      }
      bench.report(work + " | product alone", 2.0 * n * n * d / rate());
    }
  }

  /** Seconds of a product of two n x n matrices. */
  private double product(int n) {
    try (Backend backend = bench.open()) {
      Matrix x = bench.matrix(backend, n, n);
      Matrix w = bench.matrix(backend, n, n);
      Matrix y = backend.newMatrix(n, n);
      Runnable product = backend.record(() -> backend.dense().linear(x, w, Epilogue.NONE, y));
      return bench.clock().seconds(product, backend);
    }
  }

  /** Rate of the largest product, in floating-point operations a second. */
  private double rate() {
    int n = bench.smaller(PRODUCTS[PRODUCTS.length - 1]);
    return 2.0 * n * n * n / product(n);
  }

  /**
   * Prediction from features in the host's memory to probabilities there. There are two floors: all
   * products at the rate of the largest product, and moving all vectors through the device's own
   * memory once.
   */
  void prediction() throws IOException, InterruptedException {
    TrainedModel model = train(Setting.named("ser").clips(400), "simd", 1, false).best().model();
    int clips = bench.smaller(bench.smaller(bench.smaller(1_000_000)));
    Dataset data = Setting.named("ser").clips(Math.min(clips, 10_000));
    Dataset many = data.select(repeated(data.rows(), clips));
    StepCost cost = PredictWork.cost(model, clips);
    try (Backend backend = bench.open()) {
      String work = "predict %d clips".formatted(clips) + GpuBench.WALL_CLOCK;
      double byOperations = cost.flops() / rate();
      double byBytes = cost.bytes() / bandwidth(backend);
      System.err.printf(
          "%s: %.4g FLOP, %.4g s at this device's product rate; %.4g bytes, %.4g s%n",
          work, cost.flops(), byOperations, cost.bytes(), byBytes);
      // A user waits for the host's work, too. When a prediction ends, no work is pending.
      bench.report(work, bench.clock().wallSeconds(() -> model.predict(many, backend), () -> {}));
      bench.report(work + " | slower floor", Math.max(byOperations, byBytes));
    }
  }

  private static int[] repeated(int rows, int count) {
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = i % rows;
    }
    return chosen;
  }

  /** The number of bytes a second that a copy on the device reads and writes. */
  private double bandwidth(Backend backend) {
    int n = bench.smaller(8192);
    Matrix from = backend.newMatrix(n, n);
    Matrix to = backend.newMatrix(n, n);
    Runnable copy = () -> backend.dense().add(1, from, 0, to);
    return 8.0 * n * n / bench.clock().seconds(copy, backend);
  }

  /** Compares five seeds here and on the CPU. The mean may be lower only by the noise of both. */
  void accuracy() throws IOException, InterruptedException {
    Map<String, Dataset> sets = new LinkedHashMap<>();
    sets.put("made-up speech", Setting.named("ser").clips(bench.divisor() == 1 ? 1200 : 60));
    Optional<Path> emodb =
        bench.data().map(root -> root.resolve("gold/lld/emodb_165.npz")).filter(Files::exists);
    if (bench.divisor() == 1 && emodb.isPresent()) {
      sets.put("emodb", ClipLoader.load(emodb.get(), "npz"));
    }
    for (Map.Entry<String, Dataset> set : sets.entrySet()) {
      MeanStd here = unweightedAccuracy(set.getValue(), bench.provider().name());
      MeanStd cpu = unweightedAccuracy(set.getValue(), "simd");
      double noise = 2 * Math.hypot(here.standardError(), cpu.standardError());
      String work = "accuracy %s, %d seeds".formatted(set.getKey(), here.count());
      bench.report(work, here.mean());
      bench.report(work + " | cpu", cpu.mean());
      // At least 0.001, since it would be negative for a few clips.
      bench.report(work + " | cpu less 2 standard errors", Math.max(1e-3, cpu.mean() - noise));
    }
  }

  private MeanStd unweightedAccuracy(Dataset data, String backend)
      throws IOException, InterruptedException {
    boolean brief = bench.divisor() > 1;
    return train(data, backend, brief ? 2 : 5, brief)
        .test(Scores::unweightedAccuracy)
        .orElseThrow();
  }

  private static TrainedRuns train(Dataset data, String backend, int runs, boolean oneEpoch)
      throws IOException, InterruptedException {
    RecipeSettings recipe = RecipeSettings.named("graph");
    int threads = Runtime.getRuntime().availableProcessors();
    var options =
        TrainingOptions.defaults()
            .withBudget(new LabelBudget.Rate(0.1))
            .withRuns(runs)
            .withBackend(backend)
            .withThreads(threads);
    return RunTrainer.train(
        data,
        oneEpoch ? recipe.withOptimizer(recipe.optimizer().withEpochs(1)) : recipe,
        options,
        epoch -> {});
  }
}
