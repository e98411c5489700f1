package dev.earshot.cli.command;

import dev.earshot.cli.console.Console;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Option;

/** The option {@code --backend}. */
final class BackendOption {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description =
          "The backend that computes: auto (the best one that works here) or one that 'earshot"
              + " doctor' lists (default: ${DEFAULT-VALUE}).")
  private String name;

  String name() {
    return name;
  }

  /**
   * The engine's log. It is held here, because Java forgets the level of a log that nobody holds.
   */
  private static final class EngineLog {
    static final Logger LOG = Logger.getLogger("dev.earshot");
  }

  /** Chooses the backend and prints which one and why. */
  BackendProvider choose(Console console) {
    var choice = choose();
    tell(choice, console);
    return choice.provider();
  }

  /** Chooses the backend. */
  Backends.Choice choose() {
    return Backends.choose(name);
  }

  /** Prints which backend computes, and why: once it is certain that something will be computed. */
  void tell(Backends.Choice choice, Console console) {
    var provider = choice.provider();
    console.note(
        "Backend %s: %s%s"
            .formatted(
                provider.name(),
                provider.description(),
                choice.passedOver().isEmpty() ? "" : "; " + choice.passedOver()));
    if (provider.description().contains("plain loops")) {
      // The note says why; the engine's log need not repeat it. Other starts need no log at all.
      EngineLog.LOG.setLevel(Level.OFF);
    }
  }
}
