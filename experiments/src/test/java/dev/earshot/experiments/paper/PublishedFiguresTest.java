package dev.earshot.experiments.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.earshot.experiments.data.DataSources;
import dev.earshot.graph.GraphModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedFiguresTest {
  private final PublishedFigures printed = new PublishedFigures();

  @Test
  void asPrinted() {
    assertEquals("0.23 ± 0.01", printed.of("table1", "semi", "none"));
    assertEquals("0.843", printed.of("fig2", "Church bell"));
    assertEquals("", printed.of("table1", "semi", "no such task"));
    assertEquals("0.217, 0.212, 0.195, 0.185, 0.187", printed.of("fig4", "none"));
  }

  @Test
  void rowsInTheirOrder() {
    assertEquals(
        List.of(List.of("Spectrogram-VGG"), List.of("AST")),
        printed.rows("table1", "others", "semi"));
    assertEquals(List.of(), printed.rows("table5"));
  }

  /** Each task of Tables I to IV is there under the name that it has on the command line. */
  @Test
  void everyTaskIsThere() {
    List<String> ofPaper = new ArrayList<>(Setup.singleTasks().keySet());
    ofPaper.add("all");
    for (String task : ofPaper) {
      assertNotEquals("", printed.of("table1", "semi", task), task);
      for (String set : List.of("IEMOCAP", "MSP-IMPROV")) {
        assertNotEquals("", printed.of("table2", "semi", task, set), task);
      }
    }
    for (String task : Setup.singleTasks().keySet()) {
      for (String graph : List.of("Cora", "Citeseer")) {
        for (GraphModel model : GraphModel.values()) {
          assertNotEquals("", printed.of("table3", model.label(), task, graph), task);
        }
      }
      for (String noise : DataSources.NOISES) {
        assertNotEquals("", printed.of("table4", task, noise), task + ", " + noise);
      }
    }
  }
}
