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
 * Where results go as JSON.
 *
 * @param wanted whether they do
 * @param file a file beside the usual output; empty for standard output in place of it
 */
public record JsonTarget(boolean wanted, Optional<Path> file) {
  public static final String SUFFIX = ".json";

  /** What the option means with no file behind it. */
  public static final String STANDARD_OUTPUT = "-";

  public static final JsonTarget NONE = new JsonTarget(false, Optional.empty());

  /** Whether standard output holds nothing but JSON. */
  public boolean alone() {
    return wanted && file.isEmpty();
  }

  /** Reads the option's value; a configuration file may also say {@code true} or {@code false}. */
  public static final class Converter implements ITypeConverter<JsonTarget> {
    @Override
    public JsonTarget convert(String value) {
      return switch (value) {
        case STANDARD_OUTPUT, "true" -> new JsonTarget(true, Optional.empty());
        case "false" -> NONE;
        default -> {
          // Any other file may be one that the user wants to keep.
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

  /** Tells a file for the option from an argument of the command that stands behind it. */
  public static final class Behind implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      // Attached, as in --json=FILE, there is no doubt.
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
