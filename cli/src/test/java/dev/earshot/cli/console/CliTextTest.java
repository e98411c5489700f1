package dev.earshot.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.metrics.MeanStd;
import java.util.List;
import org.junit.jupiter.api.Test;

class CliTextTest {
  @Test
  void commandsCanBeTypedAsTheyStand() {
    assertEquals(
        "earshot train 'my sounds' --out 'it'\\''s/run' --label-rate=0.1",
        CliText.command("train", "my sounds", "--out", "it's/run", "--label-rate=0.1"));
    assertEquals("earshot predict '' '$HOME'", CliText.command("predict", "", "$HOME"));
  }

  @Test
  void sharesAreInPercent() {
    assertEquals("71.4 %", CliText.percent(5 / 7.0));
    assertEquals("50.0 %", CliText.percent(MeanStd.of(0.5)));
    assertEquals("50.0 ± 14.1 %", CliText.percent(MeanStd.of(0.4, 0.6)));
  }

  @Test
  void oneIsNotMany() {
    assertEquals("1 clip", CliText.count(1, "clip"));
    assertEquals("0 clips", CliText.count(0, "clip"));
  }

  @Test
  void numbersStandToTheRight() {
    assertEquals(
        "class  clips%nrain     100%nsiren      7".formatted(),
        TextTable.of(
            List.of(List.of("class", "clips"), List.of("rain", "100"), List.of("siren", "7")), 1));
  }
}
