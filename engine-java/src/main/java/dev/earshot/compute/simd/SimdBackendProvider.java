package dev.earshot.compute.simd;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import java.util.Optional;

/** Offers the float backend; it runs everywhere, faster where Java has the Vector API. */
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

  /** Only a system property that makes no sense stands in the way. */
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
