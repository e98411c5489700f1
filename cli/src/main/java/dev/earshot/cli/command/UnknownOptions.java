package dev.earshot.cli.command;

import dev.earshot.TrainingOptions;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What clips of no class are called, or that there are none. */
final class UnknownOptions {
  @Option(
      names = "--unknown",
      paramLabel = "NAME",
      converter = Name.class,
      description =
          "What clips of no class are called (default: "
              + TrainingOptions.UNKNOWN
              + "). If there is a class of this name, such as background, its clips are examples of"
              + " them.")
  private String name = TrainingOptions.UNKNOWN;

  @Option(
      names = "--closed-set",
      description = "Every clip is of a class: do not look for clips of none.")
  private boolean closed;

  /** Refuses a blank name. */
  static final class Name implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (value.isBlank() || value.matches(".*\\p{Cntrl}.*")) {
        throw new TypeConversionException(
            "'%s'; expected a name, such as 'none of these'".formatted(value.strip()));
      }
      return value.strip();
    }
  }

  /** The name; empty for a closed set. */
  Optional<String> name() {
    return closed ? Optional.empty() : Optional.of(name);
  }
}
