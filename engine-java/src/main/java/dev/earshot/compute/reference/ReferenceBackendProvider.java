package dev.earshot.compute.reference;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import java.util.Optional;

/** Offers the reference backend. It can always run and is only chosen by name. */
public final class ReferenceBackendProvider extends BackendProvider {
  static final String NAME = "reference";
  static final String DESCRIPTION = "plain Java in double precision: for checks, not for speed";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rank() {
    return -1;
  }

  @Override
  public String description() {
    return DESCRIPTION;
  }

  @Override
  public Optional<String> whyNot() {
    return Optional.empty();
  }

  @Override
  protected Backend create(int threads) {
    return new ReferenceBackend();
  }
}
