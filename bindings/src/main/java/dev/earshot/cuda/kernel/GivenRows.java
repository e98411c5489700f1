package dev.earshot.cuda.kernel;

import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.StreamContext;
import java.util.List;

/**
 * The rows of a matrix that a kernel is given; see {@code rows.cuh}. Also the origin of a matrix
 * that holds a copy of them: a kernel that reads the rows themselves need not wait for the copy.
 *
 * @param x the whole matrix
 * @param sourceRows the rows of x
 * @param taken the numbers of the given rows; none: they are the first ones
 * @param scheduled the rows of the schedule that these numbers are in
 * @param width the columns of the schedule
 * @param scheduleStep the number of the step, which chooses the row of the schedule; none: the
 *     first
 */
record GivenRows(
    Read<Float> x,
    int sourceRows,
    Read<Integer> taken,
    int scheduled,
    int width,
    Read<Integer> scheduleStep) {
  /** The rows of x that {@code from} names. */
  static GivenRows of(Matrix x, Scheduled from) {
    return new GivenRows(
        CudaMatrix.in(x), x.rows(), from.schedule(), from.rows(), from.width(), from.step());
  }

  /** All rows of x, where they are; in a capture, where they have been copied from. */
  static GivenRows of(StreamContext context, Read<Float> x, int rows) {
    return context
        .originOf(x, GivenRows.class)
        .orElse(new GivenRows(x, rows, DeviceRange.noneRead(), 1, 0, DeviceRange.noneRead()));
  }

  /** Whether a schedule names them. */
  boolean areScheduled() {
    return scheduleStep.bytes() > 0;
  }

  /** The memory that they are read from. */
  List<DeviceRange> sources() {
    return List.of(x, taken, scheduleStep);
  }

  /** Whether these are the rows that this part of a schedule names. */
  boolean are(Scheduled from) {
    return taken.equals(from.schedule())
        && scheduled == from.rows()
        && width == from.width()
        && scheduleStep.equals(from.step());
  }
}
