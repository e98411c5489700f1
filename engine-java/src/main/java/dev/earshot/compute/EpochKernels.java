package dev.earshot.compute;

/**
 * What a training step takes from its epoch and leaves for the epoch's end, all in the backend's
 * memory: with it steps follow each other without a look from outside.
 */
public interface EpochKernels {
  /**
   * The nodes of a step and their labels: {@code nodes_i = schedule_ri} with {@code r = step mod
   * R}, and {@code labels_i = allLabels[nodes_i]}.
   *
   * @param schedule R x w elements, row-major: in each row the nodes of a step
   * @param rows R
   * @param step one element
   * @param allLabels N elements
   * @param nodes n elements, n at most w; the schedule names nodes in 0 .. N - 1
   * @param labels n elements
   */
  void takeNodes(
      Indices schedule, int rows, Indices step, Indices allLabels, Indices nodes, Indices labels);

  /**
   * Row {@code step mod R} of a table becomes {@code row}.
   *
   * @param row 1 x m
   * @param step one element
   * @param table R x m
   */
  void keepRow(Matrix row, Indices step, Matrix table);

  /**
   * {@code classes[nodes_i]} becomes the class with the greatest of i's logits, the lowest among
   * equal ones, for every i whose label is negative.
   *
   * @param logits n x C
   * @param labels n elements
   * @param nodes n elements in 0 .. N - 1; no two with a negative label are equal
   * @param classes N elements
   */
  void keepClasses(Matrix logits, Indices labels, Indices nodes, Indices classes);

  /** Adds 1 to a counter of one element. */
  void advance(Indices step);

  /** Checks the shapes of the arguments of {@link #takeNodes}; returns w. */
  static int checkSchedule(
      Indices schedule, int rows, Indices step, Indices nodes, Indices labels) {
    Checks.require(
        rows >= 1 && schedule.length() % rows == 0,
        "a schedule of %d elements in %d rows",
        schedule.length(),
        rows);
    int width = schedule.length() / rows;
    Checks.length(step, 1, "step");
    Checks.require(
        nodes.length() <= width, "%d nodes of a schedule of width %d", nodes.length(), width);
    Checks.length(labels, nodes.length(), "labels");
    return width;
  }

  /** Checks the shapes of the arguments of {@link #keepRow}. */
  static void checkRow(Matrix row, Indices step, Matrix table) {
    Checks.shape(row, 1, table.columns(), "row");
    Checks.length(step, 1, "step");
    Checks.require(table.rows() >= 1, "a table of %d x %d", table.rows(), table.columns());
  }

  /** Checks the shapes of the arguments of {@link #keepClasses}. */
  static void checkClasses(Matrix logits, Indices labels, Indices nodes) {
    Checks.length(labels, logits.rows(), "labels");
    Checks.length(nodes, logits.rows(), "nodes");
  }
}
