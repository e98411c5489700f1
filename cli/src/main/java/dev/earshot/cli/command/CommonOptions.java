package dev.earshot.cli.command;

import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.JsonTarget;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
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
      preprocessor = JsonTarget.FileOrArgument.class,
      converter = JsonTarget.Converter.class,
      description =
          "Also write the results as JSON to FILE, a name that ends in .json. Without FILE, standard"
              + " output holds the JSON and nothing else.")
  private JsonTarget json = JsonTarget.NONE;

  @Option(names = "--debug", description = "After an error, show where in the program it happened.")
  private boolean debug;

  // Main reads this file before it parses the command line; here the option is declared for the
  // help.
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

  /**
   * The console that these options ask for.
   *
   * @throws BadInputException if the file for JSON is a folder, or another argument
   * @throws IOException if it cannot be written
   */
  Console console() throws IOException {
    if (json.file().isPresent()) {
      OutputChecks.requireFile(json.file().get(), others()).close();
    }
    var root = (EarshotCommand) command.root().userObject();
    return new Console(root.streams(), quiet, json);
  }

  /** The files that other arguments may name, with their values as paths. */
  private Path[] others() {
    return command.commandLine().getParseResult().matchedArgs().stream()
        .filter(argument -> argument.getValue() != json)
        .flatMap(argument -> argument.originalStringValues().stream())
        .flatMap(CommonOptions::path)
        .toArray(Path[]::new);
  }

  private static Stream<Path> path(String word) {
    try {
      return Stream.of(Path.of(word));
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
  }
}
