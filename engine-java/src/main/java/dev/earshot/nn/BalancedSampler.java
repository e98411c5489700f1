package dev.earshot.nn;

import dev.earshot.base.Checks;
import dev.earshot.compute.PoolDraws;
import dev.earshot.compute.Streams;

/**
 * Draws class-balanced batches. A batch has {@code perClass} labelled rows of each class and {@code
 * unlabelledPerBatch} unlabelled rows. A class with fewer than {@code perClass} rows is drawn from
 * with replacement, other classes without. An epoch uses every unlabelled row once. Its last batch
 * has the rest, which may be fewer rows. Without unlabelled rows, an epoch has {@code ceil(labelled
 * rows / (perClass x classes))} batches.
 *
 * <p>A batch is a pure function of (seed, epoch, index), so training can resume at any batch.
 */
public final class BalancedSampler {
  private static final float USUAL_LABELLED = 48;

  private final int[][] labelled;
  private final int[] unlabelled;
  private final int perClass;
  private final int unlabelledPerBatch;
  private final int perEpoch;
  private final PoolDraws draws;
  private final int[] order;
  private int orderedEpoch = -1;

  /**
   * Makes a sampler.
   *
   * @param seed seed of all draws
   * @param labelled the labelled rows of each class
   * @param unlabelled the other rows
   * @param perClass labelled rows of each class in a batch, at least 1
   * @param unlabelledPerBatch unlabelled rows in a batch, at least 0
   * @throws IllegalArgumentException if a class has no row, or a number is out of range
   */
  public BalancedSampler(
      long seed, int[][] labelled, int[] unlabelled, int perClass, int unlabelledPerBatch) {
    Checks.require(perClass >= 1, "perClass must be at least 1: %s", perClass);
    Checks.require(
        unlabelledPerBatch >= 0, "unlabelled must not be negative: %s", unlabelledPerBatch);
    int total = 0;
    for (int c = 0; c < labelled.length; c++) {
      Checks.require(labelled[c].length > 0, "class %s has no labelled node", c);
      total += labelled[c].length;
    }
    this.labelled = labelled;
    this.unlabelled = unlabelled;
    this.perClass = perClass;
    this.unlabelledPerBatch = unlabelledPerBatch;
    boolean anyUnlabelled = unlabelled.length > 0 && unlabelledPerBatch > 0;
    perEpoch =
        anyUnlabelled
            ? Math.ceilDiv(unlabelled.length, unlabelledPerBatch)
            : Math.ceilDiv(total, perClass * labelled.length);
    draws = new PoolDraws(seed);
    order = new int[anyUnlabelled ? unlabelled.length : 0];
  }

  /** The usual {@code perClass} for C classes, {@code max(2, round(48 / C))}. */
  public static int usualPerClass(int classes) {
    return Math.max(2, Math.round(USUAL_LABELLED / classes));
  }

  /** Number of batches in an epoch. */
  public int batchesPerEpoch() {
    return perEpoch;
  }

  /** The most rows a batch has. */
  public int capacity() {
    return perClass * labelled.length + Math.min(unlabelledPerBatch, order.length);
  }

  /**
   * Draws batch {@code index} of an epoch, both counted from 0.
   *
   * @param rows receives the row numbers: the labelled ones first, class by class
   * @param labels receives their classes, -1 for unlabelled rows
   * @return the number of rows in the batch
   */
  public int draw(int epoch, int index, int[] rows, int[] labels) {
    int step = Math.addExact(Math.multiplyExact(epoch, perEpoch), index);
    int size = 0;
    for (int c = 0; c < labelled.length; c++) {
      draws.draw(labelled[c], perClass, Streams.LABELLED_CHOICE, step, c, rows, size);
      for (int k = 0; k < perClass; k++) {
        labels[size++] = c;
      }
    }
    if (order.length > 0) {
      orderFor(epoch);
      int end = Math.min(order.length, (index + 1) * unlabelledPerBatch);
      for (int u = index * unlabelledPerBatch; u < end; u++) {
        rows[size] = order[u];
        labels[size++] = -1;
      }
    }
    return size;
  }

  private void orderFor(int epoch) {
    if (epoch != orderedEpoch) {
      draws.draw(unlabelled, unlabelled.length, Streams.UNLABELLED_ORDER, epoch, 0, order, 0);
      orderedEpoch = epoch;
    }
  }
}
