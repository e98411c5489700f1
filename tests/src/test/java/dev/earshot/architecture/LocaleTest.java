package dev.earshot.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Files, charts and names are the same in every country. Where a locale could change a text, it is
 * named: {@code String.format(Locale.ROOT, ...)}. {@code formatted} has no locale, so it takes
 * numbers as {@code %s} only.
 */
class LocaleTest {
  private static final List<String> MODULES =
      List.of(
          "engine-java",
          "cuda-kernels",
          "bindings",
          "codecs",
          "encoders",
          "collection",
          "experiments",
          "cli");

  private static final Pattern NAMED =
      Pattern.compile("String\\.format\\(\\s*Locale\\.ROOT,\\s*\"(?:[^\"\\\\]|\\\\.)*\"");

  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");

  private static final Pattern NUMBER =
      Pattern.compile("%(\\d+\\$)?[-#+0,(]*\\d*(\\.\\d+)?[deEfgGaASXC]");

  /** Calls that take the locale of the machine. */
  private static final Pattern OF_THE_MACHINE =
      Pattern.compile(
          "\\.toLowerCase\\(\\)|\\.toUpperCase\\(\\)|\\.printf\\(|String\\.format\\((?!\\s*Locale\\.ROOT)"
              + "|new DecimalFormat|NumberFormat\\.get|new Formatter\\(|MessageFormat"
              + "|DateTimeFormatter\\.ofPattern|Locale\\.getDefault|new Scanner\\(");

  static List<String> problems(String source) {
    var problems = new ArrayList<String>();
    var calls = OF_THE_MACHINE.matcher(source);
    while (calls.find()) {
      problems.add(calls.group());
    }
    var texts = TEXT.matcher(NAMED.matcher(source).replaceAll(""));
    while (texts.find()) {
      if (NUMBER.matcher(texts.group().replace("%%", "")).find()) {
        problems.add(texts.group());
      }
    }
    return problems;
  }

  @Test
  void noTextDependsOnTheCountry() throws IOException {
    int read = 0;
    var problems = new ArrayList<String>();
    for (var module : MODULES) {
      try (var files = Files.walk(Path.of("..", module, "src", "main"))) {
        for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          read++;
          problems(Files.readString(file)).forEach(each -> problems.add(file + ": " + each));
        }
      }
    }
    assertTrue(read > 300, "only " + read + " files read");
    assertEquals(List.of(), problems);
  }

  @Test
  void itFindsWhatDependsOnTheCountry() {
    assertEquals(1, problems("x = \"run-%d\".formatted(run);").size());
    assertEquals(1, problems("x = String.format(\"%s\", run);").size());
    assertEquals(1, problems("x = name.toLowerCase();").size());
    assertEquals(1, problems("x = \"%,.2f s\".formatted(run);").size());
    assertEquals(List.of(), problems("x = String.format(Locale.ROOT, \"%.2f\", run);"));
    assertEquals(List.of(), problems("x = \"%s of 50 %% done\".formatted(run);"));
  }
}
