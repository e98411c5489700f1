package dev.earshot.bench.gpu;

import com.google.gson.GsonBuilder;
import dev.earshot.bench.peers.Setting;
import dev.earshot.check.OperationCase;
import dev.earshot.check.OperationCases;
import dev.earshot.check.Parity;
import dev.earshot.check.Size;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.cuda.CudaReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of {@code bench/gpu/run}. Each call does one of them:
 *
 * <pre>
 * libraries             which CUDA libraries are used, and why others are not
 * short                 a few training steps, for a profiler to watch
 * parity FILE           every operation case against the reference, for a memory checker to watch
 * time PART FILE        seconds by work, as JSON; the parts are those of {@link GpuPart}
 * own FILE              the same for work that NVIDIA's libraries could do, by our own kernels
 * library FILE          the same by the libraries, and neighbours by products
 * table FOLDER FILE     a table of all these files in the folder, also as JSON
 * </pre>
 *
 * <p>{@code -Dearshot.bench.divisor=N} divides all sizes by N, to try the program itself. Real data
 * is read from the folder that the environment variable {@code EARSHOT_DATA} names.
 */
public final class GpuRun {
  private static final double BLOCK_SECONDS = 0.05;
  private static final int SHORT_STEPS = 3;

  /** Marks all times of the stand-in, so that they cannot be mistaken for those of a GPU. */
  static final String STAND_IN = "STAND-IN, NO GPU: ";

  private GpuRun() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    switch (args[0]) {
      case "libraries" -> CudaReport.lines().forEach(System.out::println);
      case "short" -> shortTraining();
      case "parity" -> parity(Path.of(args[1]));
      case "time" -> {
        GpuPart part = GpuPart.valueOf(args[1].toUpperCase(Locale.ROOT));
        time(Path.of(args[2]), bench -> part.run(new GpuWorks(bench)));
      }
      case "own" -> {
        System.setProperty("earshot.cuda.withoutLibraries", "true");
        System.setProperty("earshot.cuda.searchFrom", Long.toString(Long.MAX_VALUE));
        time(Path.of(args[1]), bench -> new LibraryWorks(bench).run());
      }
      case "library" -> {
        System.setProperty("earshot.cuda.blasFrom", "0");
        System.setProperty("earshot.cuda.sparseFrom", "0");
        System.setProperty("earshot.cuda.searchFrom", "0");
        time(Path.of(args[1]), bench -> new LibraryWorks(bench).run());
      }
      case "table" -> GpuTable.write(Path.of(args[1]), Path.of(args[2]));
      default -> throw new IllegalArgumentException("no step '%s'".formatted(args[0]));
    }
  }

  /** The CUDA backend, or its stand-in if that was asked for. */
  private static BackendProvider provider() {
    return Backends.choose(isHost() ? "cuda-host" : "cuda").provider();
  }

  private static boolean isHost() {
    return System.getProperty("earshot.cuda.host") != null;
  }

  /** The name of a work; marked, if it is the stand-in that does it. */
  static String marked(String work) {
    return isHost() ? STAND_IN + work : work;
  }

  private static void shortTraining() {
    try (var backend = provider().open()) {
      LoadedStep step = new LoadedStep(backend, Setting.named("ser"), Setting.tasks("all"));
      for (int i = 0; i < SHORT_STEPS; i++) {
        step.next();
      }
    }
    System.out.println("took " + SHORT_STEPS + " steps");
  }

  /**
   * Compares every operation with the reference, without the guards that read all memory back: a
   * memory checker is meant to watch. The file has each case's largest error.
   */
  private static void parity(Path file) {
    Map<String, Double> errors = new LinkedHashMap<>();
    int wrong = 0;
    for (OperationCase operation : OperationCases.all()) {
      double largest = 0;
      for (Size size : operation.sizes()) {
        try (Backend backend = provider().open();
            Backend reference = ReferenceBackend.open()) {
          List<Parity.Result> results =
              Parity.compare(
                  operation,
                  size,
                  operation.withoutGuards(backend, size),
                  operation.on(reference, size));
          for (Parity.Result result : results) {
            largest = Math.max(largest, result.error());
            wrong += result.passed() ? 0 : 1;
          }
        }
      }
      errors.put(operation.name(), largest);
      write(file, errors);
    }
    System.out.printf(Locale.ROOT, "%d operation cases, %d results wrong%n", errors.size(), wrong);
    if (wrong > 0) {
      throw new IllegalStateException("results differ from those of the reference; see " + file);
    }
  }

  private interface Works {
    void run(GpuBench bench) throws IOException, InterruptedException;
  }

  private static void time(Path file, Works works) throws IOException, InterruptedException {
    int divisor = Integer.getInteger("earshot.bench.divisor", 1);
    Map<String, Double> seconds = new LinkedHashMap<>();
    works.run(
        new GpuBench(
            provider(),
            divisor == 1 ? GpuClock.ofBlocks(BLOCK_SECONDS) : GpuClock.once(),
            divisor,
            Optional.ofNullable(System.getenv("EARSHOT_DATA"))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of),
            (name, time) -> {
              String label = marked(name);
              System.err.printf("%s: %.6g%n", label, time);
              seconds.put(label, time);
              // The file is written after each work, so that no result is lost when time runs out.
              write(file, seconds);
            }));
  }

  private static void write(Path file, Map<String, Double> seconds) {
    try {
      Files.writeString(
          file, new GsonBuilder().setPrettyPrinting().create().toJson(seconds) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
