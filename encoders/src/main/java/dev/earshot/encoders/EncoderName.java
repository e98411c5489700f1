package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.data.DatasetLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The name of an encoder as users type it, {@code NAME[#OUTPUT]} or {@code onnx:FILE[#OUTPUT]}, and
 * as tables and models store it: with {@code @} and the encoder's {@linkplain OnnxEncoder#print
 * print}.
 *
 * @param base {@code NAME} or {@code onnx:FILE}
 * @param output the output, if one is named
 * @param print tells whether it is the encoder of then
 */
record EncoderName(String base, Optional<String> output, Optional<String> print) {
  static final String FILE = "onnx:";

  private static final Pattern PATTERN =
      Pattern.compile("(onnx:.+?|[\\w.-]+)(?:#([^#@+]+))?(?:@([0-9a-f]{12}))?", Pattern.DOTALL);

  private static final Pattern NAME = Pattern.compile("\\w[\\w.-]{0,99}");

  /** A network of such a name could not be asked for, or would be taken for something else. */
  private static final List<String> TAKEN =
      Stream.concat(
              AudioEncoder.builtIn().stream().map(AudioEncoder::name),
              Stream.of(DatasetLoader.AUTO, "npz", "onnx"))
          .toList();

  private static final Pattern OUTPUT = Pattern.compile("[^#@+\\s]{1,200}");

  /** Takes a name apart, if it can be one of an ONNX encoder. */
  static Optional<EncoderName> parse(String name) {
    var matcher = PATTERN.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new EncoderName(
                matcher.group(1),
                Optional.ofNullable(matcher.group(2)),
                Optional.ofNullable(matcher.group(3))))
        : Optional.empty();
  }

  /** Checks a name that a user or a card gives to an encoder. */
  static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new DataException(
          "name '%s': expected letters, digits, '.', '-' and '_', the first a letter, a digit or '_'"
              .formatted(name));
    }
    if (isTaken(name)) {
      throw new DataException(
          "name '%s': means something else already; choose another".formatted(name));
    }
  }

  /** Checks the name of an encoder whose card does not state one: that of its file. */
  static void requireFree(String name, Path file) {
    if (isTaken(name)) {
      throw new DataException(
          "%s: '%s' means something else already; rename the file and its card"
              .formatted(file, name));
    }
  }

  private static boolean isTaken(String name) {
    return TAKEN.stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Checks the name of an output. */
  static void requireOutput(String output) {
    if (!OUTPUT.matcher(output).matches()) {
      throw new DataException(
          "output '%s': a name with spaces, '#', '@' or '+' cannot be chosen".formatted(output));
    }
  }
}
