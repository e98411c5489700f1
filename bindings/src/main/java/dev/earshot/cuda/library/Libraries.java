package dev.earshot.cuda.library;

import dev.earshot.cuda.driver.Cleanup;
import dev.earshot.cuda.driver.CudaException;
import dev.earshot.cuda.driver.CudaSparseMatrix;
import dev.earshot.cuda.driver.Installation;
import dev.earshot.cuda.driver.NativeLibraries;
import dev.earshot.cuda.driver.StreamContext;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import jcuda.jcublas.JCublas2;
import jcuda.jcusparse.JCusparse;

/**
 * NVIDIA's cuBLAS and cuSPARSE. Each is opened when it is first needed: they are hundreds of
 * megabytes, and small problems never need them. A library that is missing or fails to load is not
 * used, and {@link #report} gives the reason.
 */
public final class Libraries implements AutoCloseable {
  /** Uses our own kernels only, for comparison. */
  private static final String WITHOUT = "earshot.cuda.withoutLibraries";

  private final Thresholds thresholds = Thresholds.current();
  private final StreamContext context;
  private final Installation installation;
  private final List<String> unused = new ArrayList<>();
  private boolean blasSought;
  private boolean sparseSought;
  private Optional<Blas> blas = Optional.empty();
  private Optional<Cusparse> sparse = Optional.empty();

  public Libraries(StreamContext context, Installation installation) {
    this.context = context;
    this.installation = installation;
  }

  public Thresholds thresholds() {
    return thresholds;
  }

  /** cuBLAS, if it is there and the product is large enough. */
  public Optional<Blas> blasFor(Product product) {
    return product.multiplications() >= thresholds.blas() ? blas() : Optional.empty();
  }

  /**
   * cuSPARSE, if it is there and the matrix is large and fixed. A matrix whose entries change from
   * step to step would need a new plan and a new graph each time.
   */
  public Optional<Cusparse> sparseFor(CudaSparseMatrix a) {
    boolean suits =
        a.isFixed() && a.capacity() >= thresholds.sparse() && a.nnz() >= thresholds.sparse();
    return suits ? sparse() : Optional.empty();
  }

  /** cuBLAS, opened now; still empty in a capture, which opens it afterwards and repeats. */
  private Optional<Blas> blas() {
    if (!blasSought) {
      context.prepare(this::openBlas);
    }
    return blas;
  }

  private void openBlas() {
    if (!blasSought) {
      blasSought = true;
      blas =
          open(JCublas.LIBRARY, Optional.of(JCublas2.class), () -> new JCublas(context))
              .map(Blas.class::cast)
              .or(() -> open(Cublas13.LIBRARY, Optional.empty(), () -> new PanamaBlas(context)));
    }
  }

  /** cuSPARSE, opened now; still empty in a capture, which opens it afterwards and repeats. */
  private Optional<Cusparse> sparse() {
    if (!sparseSought) {
      context.prepare(this::openSparse);
    }
    return sparse;
  }

  private void openSparse() {
    if (!sparseSought) {
      sparseSought = true;
      sparse = open(Cusparse.LIBRARY, Optional.of(JCusparse.class), () -> new Cusparse(context));
    }
  }

  private <T> Optional<T> open(String library, Optional<Class<?>> jcuda, Supplier<T> opener) {
    if (Boolean.getBoolean(WITHOUT)) {
      unused.add(library + " is left out by -D" + WITHOUT);
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      installation.preload(library);
      SymbolLookup.libraryLookup(library, arena);
    } catch (IllegalArgumentException notFound) {
      unused.add(library + " is not found");
      return Optional.empty();
    }
    try {
      jcuda.ifPresent(user ->
          NativeLibraries.load(user.getSimpleName() + "-" + Installation.JCUDA_VERSION, user));
      return Optional.of(opener.get());
    } catch (LinkageError | CudaException e) {
      unused.add(library + " cannot be used: " + Installation.firstLine(e));
      return Optional.empty();
    }
  }

  /** Which libraries are used, and why the others are not; opens all of them. */
  public List<String> report() {
    List<String> lines = new ArrayList<>();
    blas().ifPresent(library -> lines.add(library.description()));
    sparse().ifPresent(library -> lines.add(library.description()));
    lines.addAll(unused);
    return lines;
  }

  @Override
  public void close() {
    try (Cleanup cleanup = new Cleanup()) {
      blas.ifPresent(library -> cleanup.run(library::close));
      sparse.ifPresent(library -> cleanup.run(library::close));
    }
  }
}
