package dev.earshot.cuda;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.earshot.UsableBackends;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The stand-in for CUDA's driver, with what it offers to tests beside what a driver has. */
public final class HostDriver {
  /** Multiprocessors of the stand-in, so that small matrices are large for it; of an H200. */
  static final int FEW = 4;

  static final int OF_H200 = 132;

  private final MethodHandle configure;
  private final MethodHandle live;
  private final MethodHandle asked;
  private final MethodHandle ledger;
  private final MethodHandle leaveMemory;
  private final MethodHandle leaveStreams;
  private final MethodHandle multiprocessors;
  private final MethodHandle graph;
  private final MethodHandle graphNodes;

  private HostDriver(Path folder) {
    SymbolLookup library =
        SymbolLookup.libraryLookup(folder.resolve("libcuda.so.1"), Arena.global());
    configure =
        function(
            library,
            "earshot_host_configure",
            FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    live = function(library, "earshot_host_live", FunctionDescriptor.of(ValueLayout.JAVA_INT));
    asked = function(library, "earshot_host_asked", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    leaveMemory =
        function(
            library, "earshot_host_leave_memory", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
    leaveStreams =
        function(
            library, "earshot_host_leave_streams", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    multiprocessors =
        function(
            library,
            "earshot_host_multiprocessors",
            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    graph = function(library, "earshot_host_graph", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    graphNodes =
        function(library, "earshot_host_graph_nodes", FunctionDescriptor.of(ValueLayout.ADDRESS));
    ledger = function(library, "earshot_host_ledger", FunctionDescriptor.of(ValueLayout.ADDRESS));
  }

  private static MethodHandle function(
      SymbolLookup library, String name, FunctionDescriptor signature) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), signature);
  }

  /** The stand-in of this test run; skips the calling test, saying so, when there is none. */
  public static HostDriver get() {
    return find()
        .orElseGet(() -> abort("skipped: looks into the stand-in, which is not what runs here"));
  }

  /** The stand-in, where it takes the place of a GPU in this test run. */
  static Optional<HostDriver> find() {
    return Optional.ofNullable(System.getProperty("earshot.cuda.host"))
        .map(folder -> {
          UsableBackends.provider(provider().name());
          return new HostDriver(Path.of(folder));
        });
  }

  /** The folder of another build of the stand-in, such as {@code sanitized}. */
  static Path variant(String name) {
    get();
    Path folder = Path.of(System.getProperty("earshot.cuda.host")).resolveSibling(name);
    return Files.isDirectory(folder)
        ? folder
        : abort("skipped: the build could not make the host kernels called " + name);
  }

  static BackendProvider provider() {
    return Backends.all().stream()
        .filter(candidate -> candidate.name().startsWith("cuda"))
        .findFirst()
        .orElseThrow();
  }

  /** A backend on the CUDA that there is, real or not; skips, or fails, when there is none. */
  public static Backend openAny() {
    return UsableBackends.provider(provider().name()).open();
  }

  /** The same without the checks in front of it, for a look inside. */
  static CudaBackend openUnchecked() {
    return openAny().unwrap(CudaBackend.class).orElseThrow();
  }

  /** As {@link #openAny} with a system property set meanwhile. */
  static Backend openWith(String property, String value) {
    System.setProperty(property, value);
    try {
      return openAny();
    } finally {
      System.clearProperty(property);
    }
  }

  /** From now on threads run in an order made from this seed, 0 being the natural one. */
  void shuffle(long seed) {
    try {
      configure.invokeExact(seed, 1);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Leaves so much of the device's memory, beside what is in use; all of it, if negative. */
  void leaveMemory(long bytes) {
    try {
      leaveMemory.invokeExact(bytes);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Limits the number of streams that are made from now on; no limit if negative. */
  void leaveStreams(int count) {
    try {
      leaveStreams.invokeExact(count);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Says how many multiprocessors the device has; by itself it has {@link #FEW}. */
  void multiprocessors(int count) {
    try {
      multiprocessors.invokeExact(count);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many of cuBLAS's and cuSPARSE's objects have been created and not destroyed. */
  int libraryObjects() {
    String kind = "objects of cuBLAS and cuSPARSE ";
    return Stream.of(ledger().split(", "))
        .filter(entry -> entry.startsWith(kind))
        .mapToInt(entry -> Integer.parseInt(entry.substring(kind.length())))
        .findFirst()
        .orElseThrow();
  }

  /**
   * How many objects of the driver have been created and not destroyed, without the context and its
   * kernels, which the process keeps.
   */
  int live() {
    try {
      return (int) live.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same by kind, in words. */
  String ledger() {
    try {
      MemorySegment text = (MemorySegment) ledger.invokeExact();
      return text.reinterpret(1000).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The shape of a graph.
   *
   * @param redundant edges beside which a longer way leads from one end to the other
   * @param chain nodes on the longest way through the graph
   * @param named the nodes in the order of their capture
   */
  public record Graph(int nodes, int edges, int redundant, int chain, List<Node> named) {}

  /**
   * A node of a graph.
   *
   * @param name of the kernel, with its grid
   * @param onChain whether it is on the one longest way that the stand-in has chosen
   * @param after the numbers of the nodes on which it depends
   */
  public record Node(String name, boolean onChain, List<Integer> after) {
    private static Node of(String line) {
      boolean onChain = line.startsWith("* ");
      String[] words = line.substring(onChain ? 2 : 0).split(" ");
      return new Node(
          words[0] + " " + words[1],
          onChain,
          Stream.of(words).skip(2).map(Integer::valueOf).toList());
    }
  }

  /** The graph that was captured last, of all backends. */
  public Graph lastGraph() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment four = arena.allocate(ValueLayout.JAVA_INT, 4);
      graph.invokeExact(four);
      int[] counts = four.toArray(ValueLayout.JAVA_INT);
      MemorySegment lines = (MemorySegment) graphNodes.invokeExact();
      List<Node> named =
          lines.reinterpret(Long.MAX_VALUE).getString(0).lines().map(Node::of).toList();
      return new Graph(counts[0], counts[1], counts[2], counts[3], named);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What the host has asked of the device, outside of captures.
   *
   * @param waits for a stream or an event
   * @param copies to the device
   * @param launches of kernels, fills, graphs and libraries
   */
  public record Asked(int waits, int copies, int launches) {}

  /** What the host asks of the device in some work. */
  public Asked askedIn(Runnable work) {
    Asked before = asked();
    work.run();
    Asked after = asked();
    return new Asked(
        after.waits() - before.waits(),
        after.copies() - before.copies(),
        after.launches() - before.launches());
  }

  private Asked asked() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment three = arena.allocate(ValueLayout.JAVA_INT, 3);
      asked.invokeExact(three);
      int[] counts = three.toArray(ValueLayout.JAVA_INT);
      return new Asked(counts[0], counts[1], counts[2]);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** How often the host has waited for the device. */
  public int waits() {
    return asked().waits();
  }
}
