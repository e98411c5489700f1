package dev.earshot.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a whole number of at least 1. */
final class AtLeastOne implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String value) {
    boolean isTooLarge = false;
    try {
      int count = Integer.parseInt(value);
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Reported below, with numbers below 1.
      isTooLarge = value.matches("\\+?\\d+");
    }
    throw new TypeConversionException(
        "'%s'; expected a whole number of at least 1%s"
            .formatted(value, isTooLarge ? " and at most " + Integer.MAX_VALUE : ""));
  }
}
