package dev.earshot.cli.console;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Whether and where to write results as JSON.
 *
 * @param wanted whether to write them
 * @param file a file, written besides the usual output; if empty, JSON replaces the usual output
 */
public record JsonTarget(boolean wanted, Optional<Path> file) {
  /** The required end of the file's name. */
  public static final String SUFFIX = ".json";

  /** The option's value if no file is given. */
  public static final String STANDARD_OUTPUT = "-";

  /** No JSON. */
  public static final JsonTarget NONE = new JsonTarget(false, Optional.empty());

  /** As on the command line. Picocli asks for it at each start. */
  @Override
  public String toString() {
    return wanted ? file.map(Path::toString).orElse(STANDARD_OUTPUT) : "false";
  }

  /** Whether standard output holds JSON and nothing else. */
  public boolean alone() {
    return wanted && file.isEmpty();
  }

  /**
   * Parses the option's value; a configuration file may also have {@code true} or {@code false}.
   */
  public static final class Converter implements ITypeConverter<JsonTarget> {
    @Override
    public JsonTarget convert(String value) {
      return switch (value) {
        case STANDARD_OUTPUT, "true" -> new JsonTarget(true, Optional.empty());
        case "false" -> NONE;
        default -> {
          // Another file may be one of the user's own, given by mistake: it must not be
          // overwritten.
          if (!value.endsWith(SUFFIX)) {
            throw new TypeConversionException(
                "'%s'; expected the name of a file to write that ends in %s"
                    .formatted(value, SUFFIX));
          }
          yield new JsonTarget(true, Optional.of(Path.of(value)));
        }
      };
    }
  }

  /** Decides whether the word after the option is its file or an argument of the command. */
  public static final class FileOrArgument implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      // With --json=FILE the value is certain; only --json FILE is ambiguous.
      if (" ".equals(info.get("separator"))) {
        var next = arguments.isEmpty() ? "" : arguments.peek();
        if (!next.endsWith(SUFFIX) && !next.equals(STANDARD_OUTPUT)) {
          arguments.push(STANDARD_OUTPUT);
        }
      }
      return false;
    }
  }
}
