package dev.earshot.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.Sheet.Unit;
import dev.earshot.metrics.MeanStd;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SheetTest {
  private static final List<Column> COLUMNS =
      List.of(new Column("UA %", Unit.PERCENT), new Column("mAP", Unit.FRACTION));

  private static Sheet sheet(Row... rows) {
    return new Sheet("s", "title", List.of("method"), COLUMNS, List.of(rows), List.of());
  }

  @Test
  void scoresWithDeviationsAndWhatThePaperPrinted() {
    var ours = new Row(List.of("ours"), Map.of("UA %", MeanStd.of(0.5, 0.7)), "63.8");
    var other = new Row(List.of("other"), Map.of("mAP", MeanStd.of(0.25)), "");
    assertEquals(
        List.of(
            List.of("method", "UA %", "mAP", "the paper"),
            List.of("ours", "60.0 ± 14.1", "", "63.8"),
            List.of("other", "", "0.250", "")),
        sheet(ours, other).texts());
    assertEquals(
        List.of(List.of("method", "UA %", "mAP"), List.of("other", "", "0.250")),
        sheet(other).texts());
  }

  @Test
  void numbersAreNotRounded() {
    var row = new Row(List.of("ours"), Map.of("mAP", MeanStd.of(1.0 / 3)), "");
    assertEquals(
        List.of("ours", "", "", "", Double.toString(1.0 / 3), "0.0", "1", ""),
        sheet(row).numbers().getLast());
  }
}
