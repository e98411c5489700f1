package dev.earshot.bench;

import dev.earshot.check.OperationCase;
import dev.earshot.check.OperationCases;
import dev.earshot.check.Size;
import dev.earshot.check.Workbench;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Times one operation at one size on one backend, with both passes ({@link Workbench#run}). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dearshot.simd.bits=512"})
@Warmup(iterations = 10, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class OperationBenchmark {
  /** The name of one of the {@link OperationCases}. */
  @Param("linear")
  public String operation;

  /**
   * One of the case's sizes: rows, input columns and output columns, such as {@code 53x165x256}.
   */
  @Param("53x165x256")
  public String size;

  /** The name of a backend. */
  @Param("simd")
  public String backend;

  private Backend opened;
  private Workbench workbench;

  /** Opens the backend and sets the operation up. */
  @Setup(Level.Trial)
  public void open() {
    opened = Backends.choose(backend).provider().open();
    workbench = workbench(operation, size, opened);
  }

  /** Closes the backend. */
  @TearDown(Level.Trial)
  public void close() {
    opened.close();
  }

  /** Both passes. */
  @Benchmark
  public void run() {
    workbench.run();
  }

  /**
   * The workbench of a case at one of its sizes.
   *
   * @throws IllegalArgumentException if there is no such case, or if it has no such size; the
   *     message lists what there is
   */
  static Workbench workbench(String operation, String size, Backend backend) {
    OperationCase found =
        OperationCases.all().stream()
            .filter(one -> one.name().equals(operation))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no operation '%s'; there are: %s".formatted(operation, OperationCases.all())));
    Size wanted =
        found.sizes().stream()
            .filter(one -> one.toString().equals(size))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "operation '%s' has no size %s; it has: %s"
                        .formatted(operation, size, found.sizes())));
    return found.withoutGuards(backend, wanted);
  }
}
