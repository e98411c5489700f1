package dev.earshot.bench.gpu;

import com.google.gson.GsonBuilder;
import dev.earshot.bench.peers.Setting;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Backends;
import dev.earshot.cuda.CudaReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The steps of {@code bench/gpu/run}, one a call:
 *
 * <pre>
 * libraries                    what of CUDA there is, and why the rest is not used
 * check                        parity; exit code 1 if anything disagrees
 * short                        a few training steps, for a memory checker to watch
 * time FILE                    seconds by work, as JSON
 * table OURS PEERS FILE        the table, and as JSON
 * </pre>
 *
 * <p>With {@code -Dearshot.bench.divisor=N} sizes are divided, to try the programme itself.
 */
public final class GpuRun {
  private static final double BLOCK_SECONDS = 0.05;
  private static final int SHORT_STEPS = 3;

  private GpuRun() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    switch (args[0]) {
      case "libraries" -> CudaReport.lines().forEach(System.out::println);
      case "check" -> System.exit(GpuCheck.run(provider()) == 0 ? 0 : 1);
      case "short" -> shortTraining();
      case "time" -> time(Path.of(args[1]));
      case "table" -> GpuTable.write(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
      default -> throw new IllegalArgumentException("no step '%s'".formatted(args[0]));
    }
  }

  /** The real thing, or the stand-in where that was asked for. */
  private static BackendProvider provider() {
    return Backends.choose(isHost() ? "cuda-host" : "cuda").provider();
  }

  private static boolean isHost() {
    return System.getProperty("earshot.cuda.host") != null;
  }

  private static void shortTraining() {
    try (var backend = provider().open()) {
      LoadedStep step = new LoadedStep(backend, Setting.named("ser"), Setting.tasks("all"));
      for (int i = 0; i < SHORT_STEPS; i++) {
        step.loadAndLearn();
      }
    }
    System.out.println("took " + SHORT_STEPS + " steps");
  }

  private static void time(Path file) throws IOException, InterruptedException {
    int divisor = Integer.getInteger("earshot.bench.divisor", 1);
    Map<String, Double> seconds = new LinkedHashMap<>();
    new GpuWorks(
            provider(),
            new GpuClock(BLOCK_SECONDS / divisor / divisor),
            divisor,
            (work, time) -> {
              // So that no table of the stand-in's times can be taken for a GPU's.
              String name = isHost() ? "STAND-IN, NO GPU: " + work : work;
              System.err.printf("%s: %.1f us%n", name, 1e6 * time);
              seconds.put(name, time);
            })
        .run();
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(seconds) + "\n");
  }
}
