package dev.earshot.bench.peers;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times one work on demand, so that two processes can be timed in turn. After a warm-up it prints a
 * line of JSON with the facts of the work. Then, for every line on standard input, it works for
 * about {@link #BLOCK_SECONDS} and prints {@code {"seconds": one repetition on average, "cores":
 * processor time over time}}.
 */
final class Meter {
  /** The least and the most processor time of a warm-up, for each thread. */
  private static final double WARM_UP_SECONDS = 4;

  private static final double LONGEST_WARM_UP_SECONDS = 60;

  /**
   * A warm-up ends only when this number of blocks were not a tenth faster than the best before. On
   * a busy machine the compiler gets its turn late.
   */
  private static final int SETTLED_BLOCKS = 5;

  private static final double FASTER = 0.9;

  private static final double BLOCK_SECONDS = 0.5;

  private Meter() {}

  /** The number of threads that the runner allows, by the variable that the peer's OpenMP reads. */
  static int threads() {
    return Integer.parseInt(System.getenv().getOrDefault("OMP_NUM_THREADS", "1"));
  }

  /**
   * Serves until standard input ends.
   *
   * @param facts facts of the work; {@code flops} and {@code bytes} are the least numbers of
   *     operations and bytes that one repetition needs
   * @param once one repetition
   */
  static void serve(Map<String, Object> facts, Runnable once) throws IOException {
    long block = Math.max(1, Math.round(BLOCK_SECONDS / warmUp(once)));
    print(facts);
    var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while (requests.readLine() != null) {
      print(measure(once, block));
    }
  }

  /** Returns the processor seconds of one repetition in the best block. */
  private static double warmUp(Runnable once) {
    double begin = processorSeconds();
    double best = Double.POSITIVE_INFINITY;
    int settled = 0;
    double spent;
    do {
      double each = block(once);
      settled = each < FASTER * best ? 0 : settled + 1;
      best = Math.min(best, each);
      spent = (processorSeconds() - begin) / threads();
    } while (spent < LONGEST_WARM_UP_SECONDS
        && (spent < WARM_UP_SECONDS || settled < SETTLED_BLOCKS));
    return best;
  }

  /** Processor seconds of one repetition, on average over a block. */
  private static double block(Runnable once) {
    double begin = processorSeconds();
    long repetitions = 0;
    do {
      once.run();
      repetitions++;
    } while (processorSeconds() - begin < BLOCK_SECONDS);
    return (processorSeconds() - begin) / repetitions;
  }

  private static Map<String, Object> measure(Runnable once, long repetitions) {
    double processor = processorSeconds();
    long begin = System.nanoTime();
    for (long i = 0; i < repetitions; i++) {
      once.run();
    }
    double seconds = secondsSince(begin);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("seconds", seconds / repetitions);
    line.put("cores", (processorSeconds() - processor) / seconds);
    return line;
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) * 1e-9;
  }

  /** Processor time of all threads of this process. */
  private static double processorSeconds() {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return system.getProcessCpuTime() * 1e-9;
  }

  private static void print(Map<String, Object> line) {
    System.out.println(new Gson().toJson(line));
    System.out.flush();
  }
}
