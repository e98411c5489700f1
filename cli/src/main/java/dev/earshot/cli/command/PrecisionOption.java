package dev.earshot.cli.command;

import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.metrics.PrecisionCurves;
import dev.earshot.model.LabelsModel;
import dev.earshot.model.SoundClassifier;
import dev.earshot.model.SoundModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option {@code --precision}: how many of the clips that get a class have the right one. */
final class PrecisionOption {
  static final String NAME = "--precision";

  @Option(
      names = NAME,
      paramLabel = "P",
      converter = Fraction.class,
      description =
          "The wanted precision, such as 0.9: of the clips that are called a class, this fraction"
              + " is of it. Less sure ones are called 'unsure'. Each class has its own threshold,"
              + " from predictions of held-out clips.")
  private Optional<Double> precision = Optional.empty();

  /** Parses a number between 0 and 1. */
  static final class Fraction implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      try {
        double number = Double.parseDouble(value.strip());
        if (number > 0 && number < 1) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Refused below, as other numbers are.
      }
      throw new TypeConversionException(
          "'%s'; expected a number above 0 and below 1, such as 0.9".formatted(value));
    }
  }

  /** The wanted precision, if one is. */
  Optional<Double> wanted() {
    return precision;
  }

  /**
   * What the model knows of its precision. Says which classes have too few labels to promise it.
   *
   * @param run where the model is from
   * @throws BadInputException if the model knows nothing
   */
  PrecisionCurves curves(SoundModel model, Path run, Console console) {
    var curves =
        model
            .precision()
            .orElseThrow(() ->
                new BadInputException(
                    "%s: the model does not know how precise it is: train it again with this version, and with two labels or more of a class"
                        .formatted(run)));
    said(model.classes(), curves, console);
    return curves;
  }

  /**
   * Says for which classes a wanted precision cannot be promised.
   *
   * @param run where the model is from
   * @throws BadInputException if a precision is wanted and the model knows nothing
   */
  void say(SoundClassifier model, Path run, Console console) {
    if (precision.isPresent()) {
      switch (model) {
        case SoundModel one -> curves(one, run, console);
        case LabelsModel several -> said(several.classes(), several.precision(), console);
      }
    }
  }

  private void said(List<String> classes, PrecisionCurves curves, Console console) {
    double wanted = precision.orElseThrow();
    var common = new ArrayList<String>();
    var none = new ArrayList<String>();
    for (int c = 0; c < classes.size(); c++) {
      if (curves.threshold(c, wanted).isEmpty()) {
        none.add(
            "%s (%s at most)"
                .formatted(classes.get(c), String.format(Locale.ROOT, "%.2f", curves.greatest(c))));
      } else if (!curves.isOwn(c, wanted)) {
        common.add(classes.get(c));
      }
    }
    warn(
        "a precision of %s cannot be promised for %s: too few labels, or too many mistakes on"
            + " held-out clips; no clip is called so",
        wanted, none, console);
    warn(
        "a precision of %s cannot be promised for %s alone: too few labels; the threshold of all"
            + " classes together is used",
        wanted, common, console);
  }

  private static void warn(String words, double wanted, List<String> names, Console console) {
    if (!names.isEmpty()) {
      console.warn(words.formatted(wanted, CliText.list(names)));
    }
  }
}
