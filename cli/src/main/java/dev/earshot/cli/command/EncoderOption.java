package dev.earshot.cli.command;

import picocli.CommandLine.Option;

/** The option {@code --encoder}. */
final class EncoderOption {
  @Option(
      names = "--encoder",
      paramLabel = "NAME",
      defaultValue = "logmel",
      description =
          "The encoder that turns a clip into a vector: lld or logmel (default: ${DEFAULT-VALUE})."
              + " Not used for an .npz.")
  private String name;

  String name() {
    return name;
  }
}
