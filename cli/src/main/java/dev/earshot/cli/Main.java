package dev.earshot.cli;

import dev.earshot.cli.command.CompareCommand;
import dev.earshot.cli.command.ConfigFile;
import dev.earshot.cli.command.DemoCommand;
import dev.earshot.cli.command.DoctorCommand;
import dev.earshot.cli.command.EvaluateCommand;
import dev.earshot.cli.command.ExperimentCommand;
import dev.earshot.cli.command.FeaturesCommand;
import dev.earshot.cli.command.GradcheckCommand;
import dev.earshot.cli.command.PredictCommand;
import dev.earshot.cli.command.TrainCommand;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.Streams;
import dev.earshot.audio.AudioException;
import dev.earshot.data.DataException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code earshot}: finds the sub-command, runs it, and turns its end into an exit code.
 */
@Command(
    name = "earshot",
    versionProvider = Main.Version.class,
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      CompareCommand.class,
      ExperimentCommand.class,
      FeaturesCommand.class,
      DoctorCommand.class,
      GradcheckCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description = "Learns to recognise sounds from a few labelled clips and many unlabelled ones.",
    footer = {"", "'earshot COMMAND --help' explains a command."})
public final class Main implements Runnable {
  /** Exit code: done. */
  public static final int OK = 0;

  /** Exit code: the work failed. */
  public static final int FAILED = 1;

  /** Exit code: wrong usage, or input that cannot be used. */
  public static final int BAD_INPUT = 2;

  private final Streams streams;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  private Main(Streams streams) {
    this.streams = streams;
  }

  public static void main(String[] args) {
    System.exit(run(Streams.ofProcess(), args));
  }

  /** Runs one command line; returns its exit code. */
  public static int run(Streams streams, String... args) {
    var arguments = List.of(args);
    var main = new Main(streams);
    var debug = arguments.contains("--debug");
    try {
      var config = ConfigFile.namedIn(arguments);
      var commandLine = new CommandLine(main);
      config.ifPresent(commandLine::setDefaultValueProvider);
      return commandLine
          .setOut(new PrintWriter(streams.out(), true))
          .setErr(new PrintWriter(streams.err(), true))
          .setParameterExceptionHandler((e, rejected) -> rejected(e))
          .setExecutionExceptionHandler((e, command, parsed) -> report(e, debug, streams.err()))
          .setExecutionStrategy(parsed -> execute(parsed, config))
          .execute(args);
    } catch (BadInputException | Error e) {
      return report(e, debug, streams.err());
    }
  }

  /** Without a command: help. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  Streams streams() {
    return streams;
  }

  static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
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
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int rejected(ParameterException e) {
    var err = e.getCommandLine().getErr();
    err.println("earshot: " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      var command = e.getCommandLine().getCommandSpec().qualifiedName();
      err.println("'" + command + " --help' shows what is expected.");
    }
    return BAD_INPUT;
  }

  /** Says what went wrong in one line; returns the exit code for it. */
  static int report(Throwable e, boolean debug, PrintStream err) {
    var badInput = isBadInput(e);
    err.println("earshot: " + (badInput ? e.getMessage() : describe(e)));
    if (debug) {
      e.printStackTrace(err);
    } else if (!badInput) {
      err.println("With --debug it also shows where in the program this arose.");
    }
    return badInput ? BAD_INPUT : FAILED;
  }

  /** The engine's word for "this cannot be used" is one of these; its message is one line. */
  private static boolean isBadInput(Throwable e) {
    return e instanceof BadInputException
        || e instanceof DataException
        || e instanceof AudioException
        || e instanceof IllegalArgumentException;
  }

  private static String describe(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "out of memory (heap of %d MiB): set EARSHOT_JAVA_OPTS=-Xmx... to allow more"
          .formatted(Runtime.getRuntime().maxMemory() >> 20);
    }
    return e.toString().replaceAll("\\R\\s*", " ");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"earshot " + version()};
    }
  }
}
