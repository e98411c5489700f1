package dev.earshot.cli.command;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The sub-commands, in the order of the help. Reading the options of a command from its class takes
 * longer than all else that {@code earshot --version} does, so a class is loaded only if its
 * command may be asked for; of the others the help needs only name and description.
 */
enum Subcommand {
  DEMO("Makes a small set of sounds, learns from a few labels, and predicts the other clips."),
  TRAIN("Learns from labelled and unlabelled clips; writes a model and predictions."),
  COLLECT(
      "Cuts recordings into windows and keeps these, their vectors and labels in a folder, which"
          + " other commands take as DATA."),
  PREDICT("Predicts the classes of new clips with a trained model."),
  DETECT("Finds sounds in recordings of any length, with a trained model; writes when and what."),
  EVALUATE("Scores a trained model on labelled clips that it has not seen."),
  COMPARE("Compares Earshot with other methods on the same features, splits and labels."),
  CHECK("Lists the labels that held-out predictions contradict most: they may be wrong."),
  LABEL("Opens a page on which to search, hear and label the windows of a collection."),
  SUGGEST("Chooses the clips to label next, from those without a label."),
  GRAPH("Classifies the nodes of a given graph, such as a citation graph, by a graph network."),
  EXPERIMENT("Repeats a table or figure of the paper, beside the numbers that the paper printed."),
  FEATURES("Turns clips into a table of vectors, which 'train' and others take as DATA."),
  ENCODERS("Lists the encoders that are here, and where to put others."),
  CACHE("Shows what is kept of clips that were encoded; 'cache clear' deletes it."),
  DOCTOR(
      "Shows what this machine offers: Java, memory, which backends work, and what reads which"
          + " format of sound files."),
  GRADCHECK("Compares every operation's gradient with central differences, in double precision.");

  private final String description;

  Subcommand(String description) {
    this.description = description;
  }

  /** The word on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Adds all of them to a command line. */
  static void addAll(CommandLine line, List<String> arguments) {
    // Picocli puts the words of a file in the place of @FILE: they may name any command.
    boolean any = arguments.stream().anyMatch(argument -> argument.startsWith("@"));
    for (var subcommand : values()) {
      boolean asked = any || arguments.contains(subcommand.word());
      line.addSubcommand(subcommand.word(), asked ? subcommand.whole() : subcommand.outline());
    }
  }

  private CommandLine outline() {
    var spec = CommandSpec.create();
    spec.usageMessage().description(description);
    return new CommandLine(spec);
  }

  private CommandLine whole() {
    var command = new CommandLine(command());
    command.getCommandSpec().usageMessage().description(description);
    return command;
  }

  private Object command() {
    return switch (this) {
      case DEMO -> new DemoCommand();
      case TRAIN -> new TrainCommand();
      case COLLECT -> new CollectCommand();
      case PREDICT -> new PredictCommand();
      case DETECT -> new DetectCommand();
      case EVALUATE -> new EvaluateCommand();
      case COMPARE -> new CompareCommand();
      case CHECK -> new CheckCommand();
      case LABEL -> new LabelCommand();
      case SUGGEST -> new SuggestCommand();
      case GRAPH -> new GraphCommand();
      case EXPERIMENT -> new ExperimentCommand();
      case FEATURES -> new FeaturesCommand();
      case ENCODERS -> new EncodersCommand();
      case CACHE -> new CacheCommand();
      case DOCTOR -> new DoctorCommand();
      case GRADCHECK -> new GradcheckCommand();
    };
  }
}
