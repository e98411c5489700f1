package dev.earshot.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * NVIDIA's libraries beside the driver, opened when first wanted: they are hundreds of megabytes
 * that small problems never need. One that is missing or fails to load is done without, and it is
 * known why.
 */
final class Libraries implements AutoCloseable {
  /** Leaves all to our own kernels, to compare. */
  private static final String WITHOUT = "earshot.cuda.withoutLibraries";

  private final Thresholds thresholds = Thresholds.current();
  private final Workplace workplace;
  private final Installation installation;
  private final List<String> unused = new ArrayList<>();
  private boolean blasSought;
  private boolean sparseSought;
  private Optional<Blas> blas = Optional.empty();
  private Optional<Cusparse> sparse = Optional.empty();

  Libraries(Workplace workplace, Installation installation) {
    this.workplace = workplace;
    this.installation = installation;
  }

  Thresholds thresholds() {
    return thresholds;
  }

  /** cuBLAS, if the product is big enough for it. */
  Optional<Blas> blasFor(Product product) {
    return product.multiplications() >= thresholds.blas() ? blas() : Optional.empty();
  }

  /**
   * cuSPARSE, if the matrix suits it: big, and written only once. One whose entries change from
   * step to step would need a new plan, and a new graph, each time.
   */
  Optional<Cusparse> sparseFor(CudaSparseMatrix a) {
    boolean suits =
        a.isFixed() && a.capacity() >= thresholds.sparse() && a.nnz() >= thresholds.sparse();
    return suits ? sparse() : Optional.empty();
  }

  /** cuBLAS, in the way that works; nothing yet in a capture that it has to be opened behind. */
  Optional<Blas> blas() {
    if (!blasSought) {
      workplace.prepare(this::openBlas);
    }
    return blas;
  }

  private void openBlas() {
    if (!blasSought) {
      blasSought = true;
      blas =
          open(JCublas.LIBRARY, "JCublas2", () -> new JCublas(workplace))
              .map(Blas.class::cast)
              .or(() -> open(Cublas13.LIBRARY, "", () -> new PanamaBlas(workplace)));
    }
  }

  /** cuSPARSE; nothing yet in a capture that it has to be opened behind. */
  Optional<Cusparse> sparse() {
    if (!sparseSought) {
      workplace.prepare(this::openSparse);
    }
    return sparse;
  }

  private void openSparse() {
    if (!sparseSought) {
      sparseSought = true;
      sparse = open(Cusparse.LIBRARY, "JCusparse", () -> new Cusparse(workplace));
    }
  }

  private <T> Optional<T> open(String library, String jcudaLibrary, Supplier<T> opener) {
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
      if (!jcudaLibrary.isEmpty()) {
        NativeLibraries.extract(jcudaLibrary + "-" + Installation.JCUDA_VERSION);
      }
      return Optional.of(opener.get());
    } catch (LinkageError | CudaException e) {
      unused.add(library + " cannot be used: " + Installation.firstLine(e));
      return Optional.empty();
    }
  }

  /** What is used and what is not, and why; opens everything. */
  List<String> report() {
    List<String> lines = new ArrayList<>();
    blas().ifPresent(library -> lines.add(library.description()));
    sparse().ifPresent(library -> lines.add(library.description()));
    lines.addAll(unused);
    return lines;
  }

  @Override
  public void close() {
    try (Closing closing = new Closing()) {
      blas.ifPresent(library -> closing.run(library::close));
      sparse.ifPresent(library -> closing.run(library::close));
    }
  }
}
