package dev.earshot.cli.command;

import dev.earshot.data.ClipLoader;
import picocli.CommandLine.Option;

/** The option {@code --encoder}. */
final class EncoderOption {
  /** What may be named, for the help of all commands. */
  static final String ENCODERS =
      "The encoder that turns a clip into a vector: logmel, lld, a network of 'earshot encoders' as"
          + " NAME[#OUTPUT], onnx:FILE[#OUTPUT], A+B for both, or auto: the one here that gets most"
          + " held-out labels right";

  /** A benchmark with few labels must not use the others, strictly speaking. */
  static final String CHOSEN_BY_ALL_LABELS =
      "the encoder was chosen by labels of all clips, also those that are hidden or tested on; name"
          + " it with --encoder to measure strictly";

  @Option(
      names = "--encoder",
      paramLabel = "NAME",
      defaultValue = ClipLoader.AUTO,
      description = EncoderOption.ENCODERS + " (default: ${DEFAULT-VALUE}). An .npz needs none.")
  private String name;

  String name() {
    return name;
  }
}
