package dev.earshot.cli.command;

import picocli.CommandLine.Option;

/** The option {@code --encoder}. */
final class EncoderOption {
  /** What may be named, for the help of all commands. */
  static final String ENCODERS =
      "The encoder that turns a clip into a vector: logmel, lld, a network of 'earshot encoders' as"
          + " NAME[#OUTPUT], onnx:FILE[#OUTPUT], or A+B for both";

  @Option(
      names = "--encoder",
      paramLabel = "NAME",
      defaultValue = "logmel",
      description = EncoderOption.ENCODERS + " (default: ${DEFAULT-VALUE}). Not used for an .npz.")
  private String name;

  String name() {
    return name;
  }
}
