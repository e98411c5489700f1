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
  /** Processor time for each thread. On a busy machine, the compiler needs more time. */
  private static final double WARM_UP_SECONDS = 4;

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
    double begin = processorSeconds();
    long repetitions = 0;
    double last;
    do {
      double before = processorSeconds();
      once.run();
      last = processorSeconds() - before;
      repetitions++;
    } while (processorSeconds() - begin < WARM_UP_SECONDS * threads() || repetitions < 2);
    double average = (processorSeconds() - begin) / repetitions;
    // The first repetitions were slow, so only the last one counts, if it is long enough for this
    // clock, which ticks every 10 ms.
    double expected = last > 0.05 ? last : average;
    long block = Math.max(1, Math.round(BLOCK_SECONDS / expected));
    print(facts);
    var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while (requests.readLine() != null) {
      print(measure(once, block));
    }
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
