package dev.earshot.cli.command;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a length of time: seconds, as {@code 5}, {@code 5s} or {@code 1.5 s}, or another unit. */
final class Seconds implements ITypeConverter<Double> {
  private static final Pattern LENGTH =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?|\\.\\d{1,9})\\s*(s|ms|min|h)?");

  @Override
  public Double convert(String value) {
    var length = LENGTH.matcher(value.strip());
    if (!length.matches()) {
      throw new TypeConversionException(
          "'" + value + "'; expected a length of time such as 5s, 1.5s or 500ms");
    }
    double number = Double.parseDouble(length.group(1));
    return switch (length.group(2)) {
      case "ms" -> number / 1000;
      case "min" -> 60 * number;
      case "h" -> 3600 * number;
      case null, default -> number;
    };
  }
}
