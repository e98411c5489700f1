package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import java.util.List;

/**
 * The origin of numbers that were taken from a schedule: the beginning of its row step mod rows.
 *
 * @param rows of the schedule
 * @param width columns of the schedule
 */
record Scheduled(Read<Integer> schedule, int rows, int width, Read<Integer> step) {
  /**
   * The origin of labels that were taken by the numbers from a schedule.
   *
   * @param allLabels one for each number
   */
  record Labels(Scheduled from, Read<Integer> allLabels) {
    /** The memory that they are computed from. */
    List<DeviceRange> sources() {
      return List.of(from.schedule(), from.step(), allLabels);
    }
  }

  /** The memory that it is computed from. */
  List<DeviceRange> sources() {
    return List.of(schedule, step);
  }
}
