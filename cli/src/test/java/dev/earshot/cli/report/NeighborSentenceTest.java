package dev.earshot.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NeighborSentenceTest {
  /** The sentence takes a side only if the whole interval is on it. */
  @Test
  void followsTheInterval() {
    assertEquals(
        "Neighbour agreement 0.81 (0.71 to 0.90): near clips mostly have the same label, so"
            + " unlabelled clips help",
        TrainingReport.sentence(0.81, 0.71, 0.9));
    assertEquals(
        "Neighbour agreement 0.30 (0.21 to 0.42): near clips often have different labels, so"
            + " unlabelled clips help little with this encoder",
        TrainingReport.sentence(0.3, 0.21, 0.42));
    assertEquals(
        "Neighbour agreement 0.55 (0.35 to 0.75): too few labels to tell whether near clips mostly"
            + " have the same label",
        TrainingReport.sentence(0.55, 0.35, 0.75));
    assertEquals(
        "Neighbour agreement: unknown, as no class has two labels",
        TrainingReport.sentence(0.5, 0, 1));
  }
}
