package dev.earshot.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.metrics.MeanStd;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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
  void longNamesDoNotPushOthersOutOfSight() {
    var name = "x".repeat(101);
    var lines =
        TextTable.of(List.of(List.of(name, "1", name), List.of("y", "2", "z")), 1).lines().toList();
    assertEquals("x".repeat(99) + "\u2026  1  " + name, lines.getFirst());
    assertEquals(102, lines.getLast().indexOf('2'));
  }

  /** What is lost on a full disk is told; a reader that has gone, as head, wants nothing more. */
  @Test
  void lostOutputIsNoticed() {
    for (var reason : List.of("No space left on device", "Broken pipe", "Bad file descriptor")) {
      var output =
          new StandardOutput(
              new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                  throw new IOException(reason);
                }
              });
      assertEquals(Optional.empty(), output.loss());
      new PrintStream(output, true, StandardCharsets.UTF_8).println("a result");
      assertEquals(reason.startsWith("No") ? Optional.of(reason) : Optional.empty(), output.loss());
    }
  }

  @Test
  void numbersStandToTheRight() {
    assertEquals(
        "class  clips%nrain     100%nsiren      7".formatted(),
        TextTable.of(
            List.of(List.of("class", "clips"), List.of("rain", "100"), List.of("siren", "7")), 1));
  }
}
