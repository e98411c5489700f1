package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Reading;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import jcuda.Pointer;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/** What a backend's matrices and kernels work with: device, stream, memory, and ways in and out. */
final class Workplace implements AutoCloseable {
  /** How long a collection of garbage may take to show. */
  private static final long COLLECT_MILLIS = 500;

  private final DeviceLender lender;
  private final Device device;
  private final CUstream stream = new CUstream();
  private final DeviceMemory memory;
  private final Staging staging;
  private final Readbacks readbacks;
  private final Fault fault;
  private final Cleaner cleaner = Cleaner.create();
  private final Handles<CUgraphExec> executables =
      handles(executable ->
          // The driver lets a graph that is under way end first.
          Driver.check(JCudaDriver.cuGraphExecDestroy(executable), "cuGraphExecDestroy"));
  private Optional<Recording> recording = Optional.empty();
  private Optional<Thread> user = Optional.empty();
  private boolean closed;

  Workplace(DeviceLender lender) {
    this.lender = lender;
    device = lender.borrow();
    enter();
    Driver.check(
        JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
        "cuStreamCreate");
    memory = new DeviceMemory(Boolean.getBoolean("earshot.cuda.guard"), this::collectGarbage);
    staging = new Staging(stream);
    readbacks = new Readbacks(this);
    fault = new Fault();
  }

  Device device() {
    return device;
  }

  CUstream stream() {
    return stream;
  }

  Handles<CUgraphExec> executables() {
    return executables;
  }

  /** Keeps what its users do not give back themselves; to be closed before this. */
  <T> Handles<T> handles(Consumer<T> giveBack) {
    return new Handles<>(cleaner, giveBack);
  }

  /** Where kernels report; see {@link Fault}. */
  long fault() {
    return fault.address();
  }

  /** Must begin everything that a user of the backend asks for. */
  void enter() {
    Checks.require(!closed, "the backend is closed");
    if (user.isEmpty() || user.get() != Thread.currentThread()) {
      device.use();
      user = Optional.of(Thread.currentThread());
    }
  }

  /** Device memory of zeros for as long as {@code owner} is reachable. */
  long allocate(Object owner, long bytes) {
    long address = reserve(owner, bytes);
    fill(address, bytes / 4, 0);
    return address;
  }

  /** As {@link #allocate}, but zero from now on even while a graph is being recorded. */
  long allocateAside(Object owner, long bytes) {
    long address = reserve(owner, bytes);
    aside(on ->
        Driver.check(
            JCudaDriver.cuMemsetD32Async(Driver.pointer(address), 0, bytes / 4, on),
            "cuMemsetD32Async"));
    return address;
  }

  /** Device memory that holds anything for as long as {@code owner} is reachable. */
  long reserve(Object owner, long bytes) {
    enter();
    DeviceMemory.Block block = memory.allocate(bytes);
    DeviceMemory all = memory;
    cleaner.register(owner, () -> all.drop(block));
    return block.address();
  }

  /**
   * Has owners that are unreachable found, and waits a little for what they leave; the device is
   * done with it then.
   */
  private void collectGarbage() {
    // Of a capture the stream has nothing to do: it was waited for when that began.
    if (recording.isEmpty()) {
      Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
    }
    CountDownLatch found = new CountDownLatch(1);
    cleaner.register(new Object(), found::countDown);
    System.gc();
    try {
      // Found in the same collection; the cleaner goes through what is found in one thread.
      if (found.await(COLLECT_MILLIS, TimeUnit.MILLISECONDS)) {
        CountDownLatch behind = new CountDownLatch(1);
        cleaner.register(new Object(), behind::countDown);
        System.gc();
        behind.await(COLLECT_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sets 4-byte elements. */
  void fill(long address, long count, int bits) {
    enter();
    if (count > 0) {
      submit(
          List.of(Region.written(address, 4 * count)),
          false,
          on ->
              Driver.check(
                  JCudaDriver.cuMemsetD32Async(Driver.pointer(address), bits, count, on),
                  "cuMemsetD32Async"));
    }
  }

  /** Puts work on the backend's stream, or into the graph that is being recorded. */
  private void submit(List<Region> regions, boolean onMain, StreamWork work) {
    if (recording.isPresent()) {
      recording.get().branches().submit(regions, onMain, work);
    } else {
      work.on(stream);
    }
  }

  /** Has a library do something that uses these regions, on {@link #stream}. */
  void callLibrary(Runnable call, Region... regions) {
    submit(List.of(regions), true, on -> call.run());
  }

  /** Copies elements to the device. */
  void write(long address, int count, Staging.Copy fill) {
    enter();
    Checks.require(recording.isEmpty(), "values cannot be written while work is being recorded");
    staging.write(address, count, fill);
  }

  /** Waits for the device and copies elements from it. */
  void read(long address, int count, Staging.Copy take) {
    enter();
    Checks.require(recording.isEmpty(), "values cannot be read while work is being recorded");
    staging.read(address, count, take);
    fault.check();
  }

  /** Begins to copy elements from the device; the host goes on. */
  Reading readLater(long address, int count, Staging.Copy take) {
    enter();
    Checks.require(recording.isEmpty(), "values cannot be read while work is being recorded");
    return readbacks.begin(address, count, take);
  }

  /** Throws what a kernel has found wrong since the last call, if anything. */
  void checkFault() {
    fault.check();
  }

  /** Does something on another stream, and waits for it and for all that was begun before it. */
  void aside(StreamWork work) {
    if (recording.isEmpty()) {
      Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
    }
    CUstream other = new CUstream();
    Driver.check(
        JCudaDriver.cuStreamCreate(other, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
    try {
      work.on(other);
      Driver.check(JCudaDriver.cuStreamSynchronize(other), "cuStreamSynchronize");
    } finally {
      Driver.check(JCudaDriver.cuStreamDestroy(other), "cuStreamDestroy");
    }
  }

  /**
   * Launches a kernel.
   *
   * @param arguments in the kernel's order and of its types: Integer, Long, Float, Double, or for
   *     an address a Region
   */
  void launch(String kernel, Grid grid, Object... arguments) {
    enter();
    if (grid.isEmpty()) {
      return;
    }
    Pointer[] parameters = new Pointer[arguments.length];
    List<Region> regions = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      parameters[i] =
          switch (arguments[i]) {
            case Integer value -> Pointer.to(new int[] {value});
            case Long value -> Pointer.to(new long[] {value});
            case Float value -> Pointer.to(new float[] {value});
            case Double value -> Pointer.to(new double[] {value});
            case Region region -> {
              regions.add(region);
              yield Pointer.to(new long[] {region.address()});
            }
            default -> throw new IllegalArgumentException("no kernel takes " + arguments[i]);
          };
    }
    submit(
        regions,
        false,
        on ->
            Driver.check(
                JCudaDriver.cuLaunchKernel(
                    device.function(kernel),
                    grid.blocksX(),
                    grid.blocksY(),
                    1,
                    grid.threadsX(),
                    grid.threadsY(),
                    1,
                    0,
                    on,
                    Pointer.to(parameters),
                    null),
                "cuLaunchKernel of " + kernel));
  }

  /** Does what captures work, noting in {@code notes} what the graph depends on. */
  void record(Recording notes, Runnable capture) {
    enter();
    Checks.require(recording.isEmpty(), "work is being recorded already");
    recording = Optional.of(notes);
    try {
      capture.run();
    } finally {
      recording = Optional.empty();
    }
  }

  /**
   * Does something that no capture can bear: at once, unless one is under way. Then it is done
   * behind that one, which is thrown away and made again.
   *
   * @return whether it has been done
   */
  boolean prepare(Runnable preparation) {
    enter();
    if (recording.isPresent()) {
      recording.get().needs(preparation);
      return false;
    }
    preparation.run();
    return true;
  }

  /**
   * Must be told of memory that kernels use and their callers do not hold: a graph will hold it.
   */
  void keep(Object owner) {
    recording.ifPresent(notes -> notes.keep(owner));
  }

  /** Must be told of what is built into a launch but may change. */
  void staleWhen(BooleanSupplier condition) {
    recording.ifPresent(notes -> notes.staleWhen(condition));
  }

  @Override
  public void close() {
    enter();
    try (Closing closing = new Closing()) {
      closing.run(
          () -> Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize"));
      closed = true;
      closing.run(executables::close);
      closing.run(readbacks::close);
      closing.run(fault::close);
      closing.run(staging::close);
      closing.run(memory::close);
      closing.run(() -> Driver.check(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy"));
      closing.run(lender::giveBack);
    }
  }
}
