package dev.earshot.method;

import dev.earshot.compute.Matrix;
import dev.earshot.compute.Reading;
import dev.earshot.method.ssl.SslTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The losses of an epoch that has been begun, on their way out of the backend's memory. */
final class EpochLosses {
  private final int epoch;
  private final List<SslTask> tasks;
  private final List<double[]> values = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();

  /**
   * Begins to read.
   *
   * @param epoch counted from 1
   * @param tables for each loss a row a step: cross-entropy and entropy, then each task's
   */
  EpochLosses(int epoch, List<SslTask> tasks, List<Matrix> tables) {
    this.epoch = epoch;
    this.tasks = tasks;
    for (Matrix table : tables) {
      double[] room = new double[table.size()];
      values.add(room);
      readings.add(table.readLater(room));
    }
  }

  /** Counted from 1. */
  int epoch() {
    return epoch;
  }

  /** Whether {@link #means} would not have to wait. */
  boolean isDone() {
    return readings.stream().allMatch(Reading::isDone);
  }

  /** The means over the epoch's steps, by name; waits for the epoch to end. */
  Map<String, Double> means() {
    readings.forEach(Reading::await);
    Map<String, Double> means = new LinkedHashMap<>();
    means.put("crossEntropy", mean(values.getFirst(), 0, 2));
    means.put("entropy", mean(values.getFirst(), 1, 2));
    for (int i = 0; i < tasks.size(); i++) {
      means.put(tasks.get(i).label(), mean(values.get(1 + i), 0, 1));
    }
    return means;
  }

  private static double mean(double[] table, int column, int columns) {
    double sum = 0;
    for (int at = column; at < table.length; at += columns) {
      sum += table[at];
    }
    return sum / (table.length / columns);
  }
}
