package dev.earshot.compute.simd;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import java.util.Optional;

/** Offers the float backend. It runs everywhere, and faster where Java has the Vector API. */
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
    return new SimdBackend(SimdWidth::open, threads);
  }
}
