package dev.earshot.cuda.graph;

import dev.earshot.cuda.driver.Capture;
import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamWork;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** One capture, and what its graph depends on. */
final class GraphCapture implements Capture {
  private record Asked(Operation told, List<DeviceRange> ranges, boolean onMain, StreamWork work) {}

  /** By the number of an operation, how often it is put into the graph. */
  private final IntUnaryOperator repetitions;

  private final List<Asked> operations = new ArrayList<>();
  private final BitSet withdrawn = new BitSet();

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

  @Override
  public void submit(
      String name, Optional<Cost> cost, List<DeviceRange> ranges, boolean onMain, StreamWork work) {
    operations.add(new Asked(new Operation(name, cost), List.copyOf(ranges), onMain, work));
  }

  @Override
  public int size() {
    return operations.size();
  }

  @Override
  public boolean withdraw(int... taken) {
    BitSet before = (BitSet) withdrawn.clone();
    for (int operation : taken) {
      withdrawn.set(operation);
    }
    if (IntStream.of(taken).anyMatch(this::isUsed)) {
      withdrawn.clear();
      withdrawn.or(before);
      return false;
    }
    return true;
  }

  /** Whether an operation after this one uses its results; reading them counts, too. */
  private boolean isUsed(int operation) {
    List<DeviceRange> results =
        operations.get(operation).ranges().stream().filter(Written.class::isInstance).toList();
    return IntStream.range(operation + 1, operations.size())
        .filter(later -> !withdrawn.get(later))
        .anyMatch(later ->
            operations.get(later).ranges().stream()
                .anyMatch(range -> results.stream().anyMatch(range::conflicts)));
  }

  /** Puts all operations that were not withdrawn on the scheduler's streams. */
  void schedule(CaptureScheduler scheduler) {
    int left = 0;
    for (int i = 0; i < operations.size(); i++) {
      if (!withdrawn.get(i)) {
        Asked operation = operations.get(i);
        int times = repetitions.applyAsInt(left++);
        for (int repeated = 0; repeated < times; repeated++) {
          scheduler.submit(operation.ranges(), operation.onMain(), operation.work());
        }
      }
    }
  }

  /** The operations in the order in which they were asked for. */
  List<Operation> operations() {
    return IntStream.range(0, operations.size())
        .filter(i -> !withdrawn.get(i))
        .mapToObj(i -> operations.get(i).told())
        .toList();
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
