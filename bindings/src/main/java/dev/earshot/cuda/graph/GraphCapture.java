package dev.earshot.cuda.graph;

import dev.earshot.cuda.driver.Capture;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.StreamWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

/** One capture, and what its graph depends on. */
final class GraphCapture implements Capture {
  private Optional<CaptureScheduler> scheduler = Optional.empty();

  /** By the number of an operation, how often it is put into the graph. */
  private final IntUnaryOperator repetitions;

  private final List<String> operations = new ArrayList<>();

  /** Objects whose memory the graph uses. */
  private final List<Object> retained = new ArrayList<>();

  private final List<BooleanSupplier> staleWhen = new ArrayList<>();

  /** Steps that this capture lacked and that must be done outside of a capture. */
  private final List<Runnable> required = new ArrayList<>();

  /**
   * @param repetitions by the number of an operation, how often it is put into the graph: 1, except
   *     when one of them is to be timed apart from the others
   */
  GraphCapture(IntUnaryOperator repetitions) {
    this.repetitions = repetitions;
  }

  /** Sets where operations go: a scheduler while the capture lasts, then none. */
  void scheduleOn(Optional<CaptureScheduler> target) {
    scheduler = target;
  }

  @Override
  public void submit(String name, List<DeviceRange> ranges, boolean onMain, StreamWork work) {
    int times = repetitions.applyAsInt(operations.size());
    operations.add(name);
    for (int i = 0; i < times; i++) {
      scheduler.orElseThrow().submit(ranges, onMain, work);
    }
  }

  /** The operations in the order in which they were asked for. */
  List<String> operations() {
    return List.copyOf(operations);
  }

  @Override
  public void retain(Object owner) {
    retained.add(owner);
  }

  @Override
  public void staleWhen(BooleanSupplier condition) {
    staleWhen.add(condition);
  }

  @Override
  public void require(Runnable preparation) {
    required.add(preparation);
  }

  /**
   * Runs the required steps.
   *
   * @return whether there were any; the capture must then be repeated
   */
  boolean runRequired() {
    required.forEach(Runnable::run);
    return !required.isEmpty();
  }

  /** Whether something that is built into the graph has changed. */
  boolean isStale() {
    for (int i = 0; i < staleWhen.size(); i++) {
      if (staleWhen.get(i).getAsBoolean()) {
        return true;
      }
    }
    return false;
  }
}
