package dev.earshot.cli.command;

import dev.earshot.cli.console.Streams;
import dev.earshot.cli.console.Version;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command {@code earshot}, of which all others are sub-commands. Alone it prints its help. It
 * is described by calls, not by annotations as the others are: Java needs a tenth of a second to
 * read the first annotations, and the help and the version have no other use for them.
 */
public final class EarshotCommand implements Runnable {
  private static final String VERSION = "--version";
  private static final String VERSION_LETTER = "-V";

  private final Streams streams;
  private final CommandSpec spec;

  private EarshotCommand(Streams streams) {
    this.streams = streams;
    this.spec = CommandSpec.wrapWithoutInspection(this).name("earshot");
    spec.versionProvider(() -> new String[] {Version.line()});
    spec.usageMessage()
        .synopsisSubcommandLabel("COMMAND")
        .description(
            "Learns to recognise sounds from a few labelled clips and many unlabelled ones.")
        .footer("", "'earshot COMMAND --help' explains a command.");
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    spec.addOption(
        OptionSpec.builder(VERSION_LETTER, VERSION)
            .versionHelp(true)
            .description("Show the version.")
            .build());
  }

  /**
   * The command with its sub-commands.
   *
   * @param streams where all commands write to
   * @param arguments what will be parsed
   */
  public static CommandLine line(Streams streams, List<String> arguments) {
    var line = new CommandLine(new EarshotCommand(streams).spec);
    Subcommand.addAll(line, arguments);
    registerNumbers(line);
    return line;
  }

  /** Says what is expected in words of users, not of Java. */
  private static void registerNumbers(CommandLine line) {
    line.registerConverter(int.class, value -> whole(value, Integer::valueOf));
    line.registerConverter(Integer.class, value -> whole(value, Integer::valueOf));
    line.registerConverter(long.class, value -> whole(value, Long::valueOf));
    line.registerConverter(Double.class, EarshotCommand::number);
  }

  private static <T> T whole(String value, Function<String, T> read) {
    try {
      return read.apply(value.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + value + "'; expected a whole number");
    }
  }

  private static double number(String value) {
    try {
      double number = Double.parseDouble(value.strip());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, as NaN and infinity are.
    }
    throw new TypeConversionException("'" + value + "'; expected a number such as 0.5");
  }

  /** Whether nothing but the version is asked for: then nobody need wait for a parser to load. */
  public static boolean isVersion(List<String> arguments) {
    return arguments.size() == 1
        && (arguments.contains(VERSION) || arguments.contains(VERSION_LETTER));
  }

  Streams streams() {
    return streams;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
