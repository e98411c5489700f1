package dev.earshot.compute.simd;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import java.util.Optional;

/**
 * Offers the float backend. It runs everywhere, and faster where Java has the Vector API and its
 * optimizing compiler. Where it has to be slow, it warns once through {@link System.Logger}.
 */
public final class SimdBackendProvider extends BackendProvider {
  static final String NAME = "simd";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public String description() {
    return whyNot().orElseGet(() -> SimdWidth.open().description());
  }

  /**
   * The backend cannot run only if the system property for the vector width has an invalid value.
   */
  @Override
  public Optional<String> whyNot() {
    try {
      SimdWidth.widestAllowed();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  protected Backend create(int threads) {
    SimdWidth.handicap().ifPresent(reason -> Warning.give());
    return new SimdBackend(SimdWidth::open, threads);
  }

  /** A class is initialised once, so the warning is given once. */
  private static final class Warning {
    static {
      System.getLogger(SimdBackendProvider.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "backend {0}: {1}",
              NAME,
              SimdWidth.open().description());
    }

    static void give() {}
  }
}
