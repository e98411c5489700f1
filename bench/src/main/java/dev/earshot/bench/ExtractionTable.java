package dev.earshot.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.extract.FeatureExtractor;
import dev.earshot.audio.features.KnownEncoders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What reading files costs beside decoding and computing. One thread first decodes all clips and
 * encodes each, and both are timed. Then all cores extract the same clips from their files. By the
 * wall clock and on an idle machine, the second number times the cores is at least the first.
 *
 * <p>Arguments: a folder of clips, and names of encoders.
 */
public final class ExtractionTable {
  private static final int ROUNDS = 5;

  private ExtractionTable() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    List<Path> files;
    try (var all = Files.walk(Path.of(args[0]))) {
      files =
          all.filter(file -> file.toString().matches(".*\\.(flac|wav|ogg|mp3)")).sorted().toList();
    }
    int cores = Runtime.getRuntime().availableProcessors();
    System.out.printf(
        "%d clips, %d cores; processor time in s, then wall time%n", files.size(), cores);
    System.out.println(
        "encoder decoding computing extraction ratio | wall: alone/cores extraction ratio");
    for (var name : List.of(args).subList(1, args.length)) {
      var encoder = KnownEncoders.named(name);
      var extractor = new FeatureExtractor(encoder, cores, true);
      double[][] rows = new double[ROUNDS][];
      try (var session = encoder.open()) {
        for (int round = 0; round < ROUNDS; round++) {
          rows[round] = round(files, session, extractor);
        }
      }
      // The first rounds are those of the compiler.
      double[] m = medians(Arrays.copyOfRange(rows, 2, ROUNDS));
      System.out.printf(
          Locale.ROOT,
          "%s %.2f %.2f %.2f %.2f | %.2f %.2f %.2f%n",
          name,
          m[0],
          m[1],
          m[2],
          m[2] / (m[0] + m[1]),
          m[3] / cores,
          m[4],
          m[4] * cores / m[3]);
    }
  }

  /**
   * Processor time of decoding, computing and extraction; wall time of the first two, and of it.
   */
  private static double[] round(
      List<Path> files, AudioEncoder.Session session, FeatureExtractor extractor)
      throws InterruptedException {
    var threads = ManagementFactory.getThreadMXBean();
    double decoding = 0;
    double computing = 0;
    long wall = System.nanoTime();
    for (var file : files) {
      long begin = threads.getCurrentThreadCpuTime();
      var sound = SoundReader.read(file);
      long between = threads.getCurrentThreadCpuTime();
      session.encode(sound);
      decoding += between - begin;
      computing += threads.getCurrentThreadCpuTime() - between;
    }
    long alone = System.nanoTime() - wall;
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = process.getProcessCpuTime();
    wall = System.nanoTime();
    extractor.extract(files, (done, total) -> {});
    return new double[] {
      decoding / 1e9,
      computing / 1e9,
      (process.getProcessCpuTime() - before) / 1e9,
      alone / 1e9,
      (System.nanoTime() - wall) / 1e9
    };
  }

  private static double[] medians(double[][] rows) {
    var medians = new double[rows[0].length];
    for (int column = 0; column < medians.length; column++) {
      int at = column;
      var sorted = Arrays.stream(rows).mapToDouble(row -> row[at]).sorted().toArray();
      medians[column] = sorted[sorted.length / 2];
    }
    return medians;
  }
}
