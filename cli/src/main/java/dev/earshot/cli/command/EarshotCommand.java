package dev.earshot.cli.command;

import dev.earshot.cli.console.Streams;
import dev.earshot.cli.console.Version;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code earshot}, of which all others are sub-commands. Alone it prints its help. */
@Command(
    name = "earshot",
    versionProvider = EarshotCommand.VersionLine.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Learns to recognise sounds from a few labelled clips and many unlabelled ones.",
    footer = {"", "'earshot COMMAND --help' explains a command."})
public final class EarshotCommand implements Runnable {
  private static final String VERSION = "--version";
  private static final String VERSION_LETTER = "-V";

  private final Streams streams;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {VERSION_LETTER, VERSION},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  private EarshotCommand(Streams streams) {
    this.streams = streams;
  }

  /**
   * The command with its sub-commands.
   *
   * @param streams where all commands write to
   * @param arguments what will be parsed
   */
  public static CommandLine line(Streams streams, List<String> arguments) {
    var line = new CommandLine(new EarshotCommand(streams));
    Subcommand.addAll(line, arguments);
    return line;
  }

  Streams streams() {
    return streams;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Whether nothing but the version is asked for: then nobody need wait for a parser to load. */
  public static boolean isVersion(List<String> arguments) {
    return arguments.size() == 1
        && (arguments.contains(VERSION) || arguments.contains(VERSION_LETTER));
  }

  /** The answer to {@code --version} among other words. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Version.line()};
    }
  }
}
