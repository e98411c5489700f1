package dev.earshot.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionsCsvTest {
  @TempDir private Path folder;

  @Test
  void ordinaryClassesKeepTheirNames() {
    var classes = List.of("dog", "class", "Path", "rain, heavy", "class dog");
    assertEquals(classes, PredictionsCsv.classColumns(classes));
  }

  @Test
  void everyColumnHasANameOfItsOwn() {
    var classes =
        List.of("path", "class path", "run", "label", "predicted", "confidence", "=x", "'=x");
    var columns = PredictionsCsv.classColumns(classes);
    assertEquals(
        List.of(
            "class class path",
            "class path",
            "class run",
            "class label",
            "class predicted",
            "class confidence",
            "'=x",
            "class '=x"),
        columns);
    assertEquals(classes.size(), new HashSet<>(columns).size());
  }

  @Test
  void spreadsheetsRunNoFormula() throws IOException {
    Path file = folder.resolve("p.csv");
    var predictions =
        Predictions.mostProbable(
            List.of("-a.wav", "@b.wav"), List.of("=1+1", "x"), new float[] {0.75f, 0.25f, 0, 1});
    PredictionsCsv.write(
        file,
        List.of(
            new PredictionsCsv.Part(Optional.of(0), predictions, Optional.of(new int[] {0, 0}))));
    assertEquals(
        List.of(
            "run,path,label,predicted,confidence,'=1+1,x",
            "0,'-a.wav,'=1+1,'=1+1,0.750000,0.750000,0.250000",
            "0,'@b.wav,'=1+1,x,1.000000,0.000000,1.000000"),
        Files.readAllLines(file));
    assertTrue(Files.readString(file).endsWith("\n"));
  }
}
