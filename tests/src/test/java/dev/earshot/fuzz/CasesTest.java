package dev.earshot.fuzz;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs with which readers once failed: each is refused, or read to a sound result. */
class CasesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "npz-claims, NPZ, true",
    "npz-truncated, NPZ, true",
    "cells-number, CELLS, false",
    "model-nan, MODEL, false",
    "model-index, MODEL, false",
    "model-layers, MODEL, true",
  })
  void isNeverMoreThanRefused(String name, FuzzReader reader, boolean everyOne) throws IOException {
    List<Path> files = new ArrayList<>();
    try (var found =
        Files.newDirectoryStream(SharedData.path("../cases/" + name), "*.{npz,bin,safetensors}")) {
      found.forEach(files::add);
    }
    assertTrue(!files.isEmpty(), "no inputs in " + name);
    for (Path file : files) {
      byte[] input = Files.readAllBytes(file);
      reader.check(input, folder);
      if (everyOne) {
        Path copy = Files.write(folder.resolve("refused"), input);
        assertThrows(DataException.class, () -> reader.read(copy), file.toString());
      }
    }
  }
}
