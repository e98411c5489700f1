package dev.earshot.cuda.driver;

import dev.earshot.base.Checks;
import dev.earshot.compute.Reading;
import dev.earshot.cuda.driver.DeviceRange.Written;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * One stream of the device and everything a backend does with it: memory, copies, launches, and the
 * capture of graphs. One thread uses it at a time.
 */
public final class StreamContext implements AutoCloseable {
  /** The longest wait for a garbage collection to take effect. */
  private static final long COLLECT_MILLIS = 2000;

  private final SharedDevice shared;
  private final Device device;
  private final CUstream stream = new CUstream();
  private final DeviceMemory memory;
  private final PinnedRing ring;
  private final Readbacks readbacks;
  private final DeviceFault fault;
  private final LaunchArguments arguments = new LaunchArguments();
  private final Cleaner cleaner = Cleaner.create();
  private final Handles<CUgraphExec> executables =
      handles(executable ->
          // The driver lets a graph that is running finish first.
          Driver.check(JCudaDriver.cuGraphExecDestroy(executable), "cuGraphExecDestroy"));
  private final Origins origins = new Origins();
  private Optional<Capture> capture = Optional.empty();
  private Optional<Thread> user = Optional.empty();
  private boolean closed;

  public StreamContext(SharedDevice shared) {
    this.shared = shared;
    device = shared.acquire();
    memory = new DeviceMemory(Boolean.getBoolean("earshot.cuda.guard"), this::collectGarbage);
    readbacks = new Readbacks(this);
    Deque<Runnable> undo = new ArrayDeque<>();
    undo.push(() -> shared.release(true));
    try {
      makeCurrent();
      Driver.check(
          JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
          "cuStreamCreate");
      undo.push(() -> Driver.check(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy"));
      ring = new PinnedRing(stream);
      undo.push(ring::close);
      fault = new DeviceFault();
    } catch (CudaException e) {
      undo.forEach(step -> Cleanup.afterFailure(e, step));
      throw e;
    }
  }

  public Device device() {
    return device;
  }

  public CUstream stream() {
    return stream;
  }

  public Handles<CUgraphExec> executables() {
    return executables;
  }

  /**
   * A set of native handles.
   *
   * @param destroy destroys one of them
   * @return the set, to be closed before this context
   */
  public <T> Handles<T> handles(Consumer<T> destroy) {
    return new Handles<>(cleaner, destroy);
  }

  /** Where kernels report faults. */
  public Written<Integer> fault() {
    return fault.target();
  }

  /** Throws what a kernel has reported since the last call, if anything. */
  public void checkFault() {
    fault.check();
  }

  /** Makes the device's context current in this thread; every public operation begins with it. */
  public void makeCurrent() {
    Checks.require(!closed, "the backend is closed");
    if (user.isEmpty() || user.get() != Thread.currentThread()) {
      device.makeCurrent();
      user = Optional.of(Thread.currentThread());
    }
  }

  /** Allocates device memory of zeros for as long as {@code owner} is reachable. */
  public long allocate(Object owner, long bytes) {
    long address = reserve(owner, bytes);
    fill(new Written<>(address, bytes), 0);
    return address;
  }

  /** As {@link #allocate}; the memory is zero at once, even while a graph is being captured. */
  public long allocateOutsideCapture(Object owner, long bytes) {
    long address = reserve(owner, bytes);
    onSideStream(side -> setElements(address, bytes / 4, 0, side));
    return address;
  }

  /** Allocates device memory of unknown content for as long as {@code owner} is reachable. */
  public long reserve(Object owner, long bytes) {
    makeCurrent();
    DeviceMemory.Block block = memory.allocate(bytes);
    DeviceMemory all = memory;
    cleaner.register(owner, () -> all.drop(block));
    // A graph uses what was reserved while it was captured, even if nobody else does any more.
    capture.ifPresent(target -> target.retain(owner));
    return block.address();
  }

  /**
   * Runs a garbage collection and waits until the memory of unreachable owners has been dropped, at
   * most {@link #COLLECT_MILLIS} twice. The device has finished with that memory then.
   */
  private void collectGarbage() {
    // A stream that is being captured is idle: the capture began by waiting for it.
    if (capture.isEmpty()) {
      Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
    }
    CountDownLatch found = new CountDownLatch(1);
    cleaner.register(new Object(), found::countDown);
    System.gc();
    try {
      // One thread cleans one object after the other: once a later one is done, so are these.
      if (found.await(COLLECT_MILLIS, TimeUnit.MILLISECONDS)) {
        CountDownLatch done = new CountDownLatch(1);
        cleaner.register(new Object(), done::countDown);
        System.gc();
        done.await(COLLECT_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sets each 4-byte element of a range to these bits. */
  public void fill(Written<?> range, int bits) {
    makeCurrent();
    long count = range.bytes() / 4;
    if (count > 0) {
      submit(
          "fill " + count,
          Optional.of(new Cost(range.bytes(), 0, 0, 0)),
          List.of(range),
          false,
          on -> setElements(range.address(), count, bits, on));
    }
  }

  private static void setElements(long address, long count, int bits, CUstream on) {
    Driver.check(
        JCudaDriver.cuMemsetD32Async(Driver.pointer(address), bits, count, on), "cuMemsetD32Async");
  }

  /** Puts work on the stream, or into the graph that is being captured. */
  private void submit(
      String name, Optional<Cost> cost, List<DeviceRange> ranges, boolean onMain, StreamWork work) {
    if (capture.isPresent()) {
      origins.use(ranges);
      capture.get().submit(name, cost, ranges, onMain, work);
    } else {
      work.on(stream);
    }
  }

  /** Calls a library function that works on {@link #stream} and uses these ranges. */
  public void callLibrary(Runnable call, DeviceRange... ranges) {
    submit("library", Optional.empty(), List.of(ranges), true, on -> call.run());
  }

  /** Copies 4-byte elements to the device; does not wait for it. */
  public void write(long address, int count, PinnedRing.Copy fill) {
    makeCurrent();
    Checks.require(capture.isEmpty(), "values cannot be written while work is being recorded");
    ring.write(address, count, fill);
  }

  /** Waits for the device and copies 4-byte elements from it. */
  public void read(long address, int count, PinnedRing.Copy take) {
    makeCurrent();
    requireReadable();
    ring.read(address, count, take);
    fault.check();
  }

  /** Begins to copy 4-byte elements from the device; does not wait for it. */
  public Reading readLater(long address, int count, PinnedRing.Copy take) {
    makeCurrent();
    requireReadable();
    return readbacks.begin(address, count, take);
  }

  private void requireReadable() {
    Checks.require(capture.isEmpty(), "values cannot be read while work is being recorded");
  }

  /**
   * Does work on a stream of its own and waits for it. Everything that was begun before is done
   * first.
   */
  public void onSideStream(StreamWork work) {
    if (capture.isEmpty()) {
      Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
    }
    CUstream side = new CUstream();
    Driver.check(
        JCudaDriver.cuStreamCreate(side, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
    try {
      work.on(side);
      Driver.check(JCudaDriver.cuStreamSynchronize(side), "cuStreamSynchronize");
    } finally {
      Driver.check(JCudaDriver.cuStreamDestroy(side), "cuStreamDestroy");
    }
  }

  /** Empty arguments for the next launch. */
  public LaunchArguments arguments() {
    // A capture launches later.
    return capture.isPresent() ? new LaunchArguments() : arguments.cleared();
  }

  /**
   * Launches a kernel, unless the grid is empty.
   *
   * @param cost its cost, asked for in a capture: given the bytes of all memory that it names
   */
  public void launch(
      String kernel, Grid grid, LaunchArguments with, LongFunction<Optional<Cost>> cost) {
    makeCurrent();
    if (grid.isEmpty()) {
      return;
    }
    submit(
        capture.isEmpty() ? kernel : kernel + " " + grid.blocksX() + "x" + grid.blocksY(),
        capture.isEmpty()
            ? Optional.empty()
            : cost.apply(with.ranges().stream().mapToLong(DeviceRange::bytes).sum()),
        with.ranges(),
        false,
        on ->
            Driver.check(
                JCudaDriver.cuLaunchKernel(
                    device.function(kernel, with.sizes()),
                    grid.blocksX(),
                    grid.blocksY(),
                    1,
                    grid.threadsX(),
                    grid.threadsY(),
                    1,
                    0,
                    on,
                    with.pointers(),
                    null),
                "cuLaunchKernel of " + kernel));
  }

  /** Runs {@code work}; its operations go to {@code target} in place of the stream. */
  public void capture(Capture target, Runnable work) {
    makeCurrent();
    Checks.require(capture.isEmpty(), "work is being recorded already");
    capture = Optional.of(target);
    try {
      work.run();
    } finally {
      capture = Optional.empty();
      origins.clear();
    }
  }

  /**
   * Tells, during a capture, how the last operation's result came about.
   *
   * @param sources the memory that the result was computed from
   */
  public void tellOrigin(DeviceRange result, List<DeviceRange> sources, Object origin) {
    if (capture.isPresent()) {
      origins.add(capture.get().size() - 1, result, sources, origin);
    }
  }

  /**
   * Takes back, during a capture, the operation that computed these values, for another one that
   * computes them too and more. Nothing may have used them since.
   *
   * @return whether it is taken back
   */
  public boolean withdrawOriginOf(DeviceRange values) {
    return withdrawOriginsOf(List.of(values));
  }

  /** As {@link #withdrawOriginOf} for several, the later ones first: takes back all or none. */
  public boolean withdrawOriginsOf(List<? extends DeviceRange> values) {
    int[] operations =
        values.stream()
            .map(origins::operationOf)
            .filter(OptionalInt::isPresent)
            .mapToInt(OptionalInt::getAsInt)
            .toArray();
    return capture.isPresent()
        && operations.length == values.size()
        && capture.get().withdraw(operations);
  }

  /** The parts of these values whose origin is known and of this type, by increasing address. */
  public List<DeviceRange> resultsWithin(DeviceRange values, Class<?> type) {
    return origins.resultsWithin(values, type);
  }

  /** How these values came about, if that was told in this capture and still holds. */
  public <T> Optional<T> originOf(DeviceRange values, Class<T> type) {
    return origins.of(values, type);
  }

  /**
   * Runs a step that is not allowed during a capture. If there is one, the step runs after it, and
   * the capture is discarded and repeated.
   *
   * @return whether the step has been run
   */
  public boolean prepare(Runnable preparation) {
    makeCurrent();
    if (capture.isPresent()) {
      capture.get().require(preparation);
      return false;
    }
    preparation.run();
    return true;
  }

  /**
   * Keeps memory that only kernels know of for as long as the graph that is being captured; does
   * nothing outside of a capture.
   */
  public void retain(Object owner) {
    capture.ifPresent(target -> target.retain(owner));
  }

  /** Says when the graph that is being captured will be out of date. */
  public void staleWhen(BooleanSupplier condition) {
    capture.ifPresent(target -> target.staleWhen(condition));
  }

  @Override
  public void close() {
    makeCurrent();
    try (Cleanup cleanup = new Cleanup()) {
      boolean[] works = {false};
      cleanup.run(() -> {
        Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
        works[0] = true;
      });
      closed = true;
      cleanup.run(executables::close);
      cleanup.run(readbacks::close);
      cleanup.run(fault::close);
      cleanup.run(ring::close);
      cleanup.run(memory::close);
      cleanup.run(() -> Driver.check(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy"));
      cleanup.run(() -> shared.release(works[0]));
    }
  }
}
