package dev.earshot.cli.command;

import dev.earshot.cli.Main;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.JsonTarget;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that every command has. */
final class CommonOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--quiet", description = "No progress and no notes, only results and errors.")
  private boolean quiet;

  @Option(
      names = "--json",
      arity = "0..1",
      paramLabel = "FILE",
      fallbackValue = JsonTarget.STANDARD_OUTPUT,
      preprocessor = JsonTarget.Behind.class,
      converter = JsonTarget.Converter.class,
      description =
          "Results as JSON too, in FILE, a name that ends in .json; with no FILE on standard output,"
              + " and nothing else there.")
  private JsonTarget json = JsonTarget.NONE;

  @Option(names = "--debug", description = "After an error, show where in the program it arose.")
  private boolean debug;

  // Main reads the file before the command line is parsed; here it is declared and documented.
  @Option(
      names = ConfigFile.OPTION,
      paramLabel = "FILE",
      description =
          "A JSON object with values for options by name, such as {\"seed\": 7}. Options on the"
              + " command line win.")
  private Optional<Path> config;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** Refuses a file for results that cannot be written. */
  Console console() {
    json.file().ifPresent(file -> OutputChecks.requireFile(file, "--json"));
    var main = (Main) command.root().userObject();
    return new Console(main.streams(), quiet, json);
  }
}
