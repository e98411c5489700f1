package dev.earshot.compute.simd;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Checks;
import java.util.Optional;

/** Offers the float backend; it runs everywhere, faster where Java has the Vector API. */
public final class SimdBackendProvider implements BackendProvider {
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
  public Backend open() {
    return open(1);
  }

  @Override
  public Backend open(int threads) {
    Checks.require(threads >= 1, "the number of threads must be at least 1: %s", threads);
    whyNot()
        .ifPresent(reason -> {
          throw new IllegalStateException(reason);
        });
    return new SimdBackend(SimdWidth::open, threads);
  }
}
