package dev.earshot.compute.backends;

import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.reference.ReferenceBackendProvider;
import dev.earshot.compute.simd.SimdBackendProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The available backends, and the choice among them. The engine's own backends are named here, so
 * that they are found in every class loader, in a module and in a jar that was merged from several
 * jars. Others are found by {@link ServiceLoader}.
 */
public final class Backends {
  /** The name that stands for the best backend that can run here. */
  public static final String AUTO = "auto";

  private Backends() {}

  /**
   * A chosen provider.
   *
   * @param provider the provider
   * @param passedOver the reasons, in one line, why providers of higher rank were not used; empty
   *     if there are none
   */
  public record Choice(BackendProvider provider, String passedOver) {}

  /** All providers, best first. */
  public static List<BackendProvider> all() {
    List<BackendProvider> providers = new ArrayList<>();
    providers.add(new SimdBackendProvider());
    providers.add(new ReferenceBackendProvider());
    // Not the thread's context class loader: in a server or a plugin it finds other classes.
    ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())
        .forEach(providers::add);
    providers.sort((a, b) ->
        a.rank() == b.rank() ? a.name().compareTo(b.name()) : Integer.compare(b.rank(), a.rank()));
    return providers;
  }

  /**
   * The backend with this name. For {@link #AUTO}, the one of highest rank that can run here.
   *
   * @throws IllegalArgumentException if there is no backend of this name or it cannot run here; the
   *     message gives the reason
   * @throws IllegalStateException if no backend can run here
   */
  public static Choice choose(String name) {
    return choose(name, all());
  }

  static Choice choose(String name, List<BackendProvider> providers) {
    if (!name.equals(AUTO)) {
      BackendProvider named =
          providers.stream()
              .filter(provider -> provider.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "no backend is called '%s'; there are: %s, %s"
                          .formatted(
                              name,
                              AUTO,
                              String.join(
                                  ", ", providers.stream().map(BackendProvider::name).toList()))));
      named
          .whyNot()
          .ifPresent(reason -> {
            throw new IllegalArgumentException(
                "backend '%s' cannot run here: %s".formatted(name, reason));
          });
      return new Choice(named, "");
    }
    List<String> reasons = new ArrayList<>();
    for (BackendProvider provider : providers) {
      if (provider.rank() < 0) {
        continue;
      }
      Optional<String> reason = provider.whyNot();
      if (reason.isEmpty()) {
        return new Choice(provider, String.join("; ", reasons));
      }
      reasons.add(provider.name() + " not used: " + reason.get());
    }
    throw new IllegalStateException("no backend works here: " + String.join("; ", reasons));
  }
}
