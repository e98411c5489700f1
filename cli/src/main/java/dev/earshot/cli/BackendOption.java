package dev.earshot.cli;

import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import picocli.CommandLine.Option;

/** The choice of what computes. */
final class BackendOption {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description =
          "What computes: auto, the best that works here, or one of those that 'earshot doctor'"
              + " lists (default: ${DEFAULT-VALUE}).")
  private String name;

  String name() {
    return name;
  }

  /** Chooses, and says what and why. */
  BackendProvider choose(Console console) {
    var choice = Backends.choose(name);
    var provider = choice.provider();
    console.note(
        "Backend %s: %s%s"
            .formatted(
                provider.name(),
                provider.description(),
                choice.passedOver().isEmpty() ? "" : "; " + choice.passedOver()));
    return provider;
  }
}
