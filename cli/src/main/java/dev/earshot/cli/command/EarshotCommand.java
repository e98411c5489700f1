package dev.earshot.cli.command;

import dev.earshot.cli.console.Streams;
import dev.earshot.cli.console.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code earshot}, of which all others are sub-commands. Alone it prints its help. */
@Command(
    name = "earshot",
    versionProvider = EarshotCommand.VersionLine.class,
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      CompareCommand.class,
      ExperimentCommand.class,
      FeaturesCommand.class,
      EncodersCommand.class,
      DoctorCommand.class,
      GradcheckCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description = "Learns to recognise sounds from a few labelled clips and many unlabelled ones.",
    footer = {"", "'earshot COMMAND --help' explains a command."})
public final class EarshotCommand implements Runnable {
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

  /** All commands write to these streams. */
  public EarshotCommand(Streams streams) {
    this.streams = streams;
  }

  Streams streams() {
    return streams;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The answer to {@code --version}. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"earshot " + Version.current()};
    }
  }
}
