package dev.earshot;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Backends;
import java.util.stream.Stream;

/** The backends to compare with the reference. */
public final class UsableBackends {
  private UsableBackends() {}

  /** The names of all but the reference, whether they can run here or not. */
  public static Stream<String> names() {
    return Backends.all().stream()
        .map(BackendProvider::name)
        .filter(name -> !name.equals("reference"));
  }

  /**
   * The provider of this name. If it cannot run here, the calling test is skipped and says why;
   * with {@code -Dearshot.backend.require=NAME} it fails.
   */
  public static BackendProvider provider(String name) {
    BackendProvider provider =
        Backends.all().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    if (provider.whyNot().isPresent()) {
      String reason = name + " cannot run here: " + provider.whyNot().get();
      return name.equals(System.getProperty("earshot.backend.require"))
          ? fail(reason)
          : abort("skipped: " + reason);
    }
    return provider;
  }
}
