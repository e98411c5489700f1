package dev.earshot.experiments;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Figure.Bars;
import dev.earshot.experiments.Figure.Bars.Category;
import dev.earshot.experiments.Figure.Bars.Series;
import dev.earshot.metrics.MeanStd;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void aSeriesHasAValueForEachCategory() {
    var categories = List.of(new Category("a", ""), new Category("b", ""));
    var one = List.of(new Series("ours", List.of(MeanStd.of(0.5))));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Bars("t", "", Axis.linear("x"), categories, one));
    assertTrue(e.getMessage().contains("ours has 1 values for 2 categories"), e.getMessage());
  }
}
