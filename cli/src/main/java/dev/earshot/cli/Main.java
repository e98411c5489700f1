package dev.earshot.cli;

import dev.earshot.DataException;
import dev.earshot.base.SafeText;
import dev.earshot.cli.command.ConfigFile;
import dev.earshot.cli.command.EarshotCommand;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.StandardOutput;
import dev.earshot.cli.console.Streams;
import dev.earshot.cli.console.Version;
import dev.earshot.cli.start.LateVectors;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs the command line: parses it, runs the command, turns its end into an exit code. */
public final class Main {
  private Main() {}

  /** Runs the process's command line and exits with its {@linkplain ExitCode exit code}. */
  public static void main(String[] args) {
    // The libraries that draw progress and help ask for the locale; ours is in no text of our own.
    Locale.setDefault(Locale.ROOT);
    var output = new StandardOutput();
    var streams = Streams.ofProcess(output);
    end(run(streams, args), streams, output);
  }

  /** Exits; with another code than 0 if results were lost. */
  static void end(int code, Streams streams, StandardOutput output) {
    streams.out().flush();
    System.exit(output.loss().map(reason -> lost(reason, code, streams.err())).orElse(code));
  }

  private static int lost(String reason, int code, PrintStream err) {
    err.println(SafeText.line("earshot: standard output: cannot be written (" + reason + ")"));
    return code == ExitCode.OK ? ExitCode.FAILED : code;
  }

  /** Runs one command line; returns its {@linkplain ExitCode exit code}. */
  public static int run(Streams streams, String... args) {
    var arguments = List.of(args);
    if (EarshotCommand.isVersion(arguments)) {
      streams.out().println(Version.line());
      return ExitCode.OK;
    }
    var debug = arguments.contains("--debug");
    try {
      var config = ConfigFile.namedIn(arguments);
      var commandLine = EarshotCommand.line(streams, arguments);
      config.ifPresent(commandLine::setDefaultValueProvider);
      return commandLine
          .setOut(new PrintWriter(streams.out(), true))
          .setErr(new PrintWriter(streams.err(), true))
          .setParameterExceptionHandler((e, all) -> rejected(e, List.of(all)))
          .setExecutionExceptionHandler((e, command, parsed) -> report(e, debug, streams.err()))
          .setExecutionStrategy(parsed -> execute(parsed, config))
          .execute(args);
    } catch (BadInputException | Error e) {
      return report(e, debug, streams.err());
    }
  }

  private static int execute(ParseResult parsed, Optional<ConfigFile> config) {
    var last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (config.isPresent() && !last.isUsageHelpRequested()) {
      try {
        config.get().checkAgainst(last.commandSpec());
      } catch (BadInputException e) {
        throw new ExecutionException(last.commandSpec().commandLine(), e.getMessage(), e);
      }
    }
    if (parsed.hasSubcommand() && !last.isUsageHelpRequested()) {
      LateVectors.load();
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int rejected(ParameterException first, List<String> arguments) {
    var e = misspelt(first, arguments);
    var err = e.getCommandLine().getErr();
    err.println(SafeText.line("earshot: " + e.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      var names = e.getCommandLine().getCommandSpec().qualifiedName().split(" ");
      var words = Stream.of(names).skip(1).toList();
      var help = CliText.command(Stream.concat(words.stream(), Stream.of("--help")).toArray());
      err.println(SafeText.line("'" + help + "' shows what is expected."));
    }
    return ExitCode.BAD_INPUT;
  }

  /**
   * The error about options that the command does not have, if there are any. A missing option is
   * often there, but misspelt, and picocli would only say that it is missing.
   */
  private static ParameterException misspelt(ParameterException e, List<String> arguments) {
    var command = e.getCommandLine();
    var known = command.getCommandSpec().optionsMap().keySet();
    var unknown =
        arguments.stream()
            .takeWhile(word -> !word.equals("--"))
            .filter(word -> word.matches("--?\\p{L}.*"))
            .filter(word -> !known.contains(word.replaceFirst("=.*", "")))
            .toList();
    return unknown.isEmpty() ? e : new UnmatchedArgumentException(command, unknown);
  }

  /** Prints an error in one line; returns its exit code. */
  static int report(Throwable thrown, boolean debug, PrintStream err) {
    // Where an interface allows no checked exception, one of the engine comes wrapped.
    var e = thrown instanceof UncheckedIOException wrapped ? wrapped.getCause() : thrown;
    var badInput = isBadInput(e);
    err.println(SafeText.line("earshot: " + (badInput ? e.getMessage() : CliText.failure(e))));
    if (debug) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      err.print(SafeText.lines(trace.toString()));
    } else if (!badInput) {
      err.println("With --debug it also shows where in the program this happened.");
    }
    return badInput ? ExitCode.BAD_INPUT : ExitCode.FAILED;
  }

  /** The exceptions by which the engine refuses its input; their messages are one line. */
  private static boolean isBadInput(Throwable e) {
    return e instanceof BadInputException
        || e instanceof DataException
        || e instanceof IllegalArgumentException;
  }
}
