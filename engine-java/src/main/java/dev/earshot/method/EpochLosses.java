package dev.earshot.method;

import dev.earshot.compute.Matrix;
import dev.earshot.compute.Reading;
import dev.earshot.method.ssl.SslTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The losses of an epoch that has been begun. They are being read from the backend's memory. */
final class EpochLosses {
  private final int epoch;
  private final List<SslTask> tasks;
  private final List<double[]> values = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();

  /**
   * Begins to read the losses.
   *
   * @param epoch number of the epoch, from 1
   * @param tables one table of one row a step: first cross-entropy and entropy, then one for each
   *     task
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

  /** Number of the epoch, from 1. */
  int epoch() {
    return epoch;
  }

  /** Whether all losses have been read, so that {@link #means} does not wait. */
  boolean isDone() {
    return readings.stream().allMatch(Reading::isDone);
  }

  /** The means over the epoch's steps, by name. Waits until the epoch has ended. */
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
