package dev.earshot.nn;

import dev.earshot.compute.Checks;
import dev.earshot.compute.PoolDraws;
import dev.earshot.compute.Streams;

/**
 * Draws class-balanced batches: {@code perClass} labelled rows of each class, with replacement only
 * where a class has fewer, and {@code unlabelledPerBatch} unlabelled ones. An epoch sees every
 * unlabelled row once; its last batch has fewer if they do not divide. Without unlabelled rows an
 * epoch has as many batches as it takes to hold all labelled rows.
 *
 * <p>A batch is a pure function of (seed, epoch, index), so training can go on from anywhere.
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
   * @param labelled the labelled rows of each class
   * @param unlabelled the other rows
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
   * @param rows gets the rows, labelled ones first, class by class
   * @param labels gets their classes, -1 for unlabelled
   * @return how many there are
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
