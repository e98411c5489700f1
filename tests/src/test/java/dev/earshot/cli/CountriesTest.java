package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands write the same files in every country, whatever its digits and letters are. */
class CountriesTest {
  @TempDir static Path folder;

  private static Path english;

  @BeforeAll
  static void inEnglish() throws IOException {
    SmallData.sounds(folder.resolve("sounds"), 4);
    english = commands("en-US");
  }

  /** Runs the main commands in a country; returns the folder with what they wrote. */
  private static Path commands(String country) throws IOException {
    var before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(country));
      var out = folder.resolve(country);
      var sounds = folder.resolve("sounds");
      var said = new StringBuilder();
      for (var run :
          List.of(
              CommandRun.succeeding(
                  "train", sounds, "--encoder", "logmel", "--out", out, "--recipe", "linear"),
              CommandRun.succeeding("predict", out, sounds, "--out", out.resolve("new.csv")),
              CommandRun.succeeding(
                  "evaluate", out, sounds, "--report", out.resolve("page.html"), "--json"),
              CommandRun.succeeding("doctor"))) {
        said.append(run.out()).append(run.err());
      }
      Files.writeString(out.resolve("said.txt"), said);
      return out;
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theseCountriesHaveDigitsOfTheirOwn() {
    assertEquals("\u0661", String.format(Locale.forLanguageTag("ar-EG"), "%d", 1));
    assertEquals("\u06F1", String.format(Locale.forLanguageTag("fa-IR"), "%d", 1));
    assertEquals("1,5", String.format(Locale.forLanguageTag("tr-TR"), "%.1f", 1.5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "tr-TR"})
  void filesAreTheSame(String country) throws IOException {
    var written = commands(country);
    for (var name : List.of("model.safetensors", "predictions.csv", "new.csv", "config.json")) {
      assertArrayEquals(
          Files.readAllBytes(english.resolve(name)),
          Files.readAllBytes(written.resolve(name)),
          name);
    }
    for (var name : List.of("report.html", "page.html", "metrics.json", "said.txt")) {
      var text = Files.readString(written.resolve(name));
      // The charts' script holds digits of other scripts in its own tables.
      var own = text.replaceAll("(?s)<script>.*?</script>", "");
      assertTrue(own.chars().noneMatch(c -> c > 127 && Character.isDigit(c)), name);
      assertEquals(
          charts(Files.readString(english.resolve(name))), charts(text), name + ": its charts");
    }
  }

  private static List<String> charts(String page) {
    return page.lines().filter(line -> line.contains("data-chart")).toList();
  }
}
