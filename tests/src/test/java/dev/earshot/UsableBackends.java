package dev.earshot;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import java.util.stream.Stream;

/** The backends to compare with the reference. */
public final class UsableBackends {
  private UsableBackends() {}

  private static final String REQUIRED = "earshot.backend.require";

  /**
   * The names of all but the reference, whether they can run here or not, and of the one that is
   * required, whether it exists or not.
   */
  public static Stream<String> names() {
    return Stream.concat(
            Backends.all().stream().map(BackendProvider::name),
            Stream.ofNullable(System.getProperty(REQUIRED)))
        .distinct()
        .filter(name -> !name.equals("reference"));
  }

  /**
   * The provider of this name. If it cannot run here, the calling test is skipped and says why;
   * with {@code -Dearshot.backend.require=NAME}, or if there is none of this name, it fails.
   */
  public static BackendProvider provider(String name) {
    return usable(
        Backends.all().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseGet(() -> fail("no backend is called " + name)));
  }

  static BackendProvider usable(BackendProvider provider) {
    if (provider.whyNot().isPresent()) {
      String reason = provider.name() + " cannot run here: " + provider.whyNot().get();
      return provider.name().equals(System.getProperty(REQUIRED))
          ? fail(reason)
          : abort("skipped: " + reason);
    }
    return provider;
  }
}
