package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.metrics.MeanStd;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void commandsCanBeTypedAsTheyStand() {
    assertEquals(
        "earshot train 'my sounds' --out 'it'\\''s/run' --label-rate=0.1",
        Words.command("train", "my sounds", "--out", "it's/run", "--label-rate=0.1"));
    assertEquals("earshot predict '' '$HOME'", Words.command("predict", "", "$HOME"));
  }

  @Test
  void sharesAreInPercent() {
    assertEquals("71.4 %", Words.percent(5 / 7.0));
    assertEquals("50.0 %", Words.percent(MeanStd.of(0.5)));
    assertEquals("50.0 ± 14.1 %", Words.percent(MeanStd.of(0.4, 0.6)));
  }

  @Test
  void oneIsNotMany() {
    assertEquals("1 clip", Words.count(1, "clip"));
    assertEquals("0 clips", Words.count(0, "clip"));
  }

  @Test
  void numbersStandToTheRight() {
    assertEquals(
        "class  clips%nrain     100%nsiren      7".formatted(),
        Table.of(
            List.of(List.of("class", "clips"), List.of("rain", "100"), List.of("siren", "7")), 1));
  }
}
