package dev.earshot.collection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.Windows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundCollectionTest {
  private static final Windows WINDOWS = new Windows(5, 2.5);

  @TempDir private Path folder;

  private SoundCollection create() throws IOException {
    return SoundCollection.create(
        folder.resolve("yard.earshot"), new CollectionSettings("logmel", 3, WINDOWS));
  }

  /** A recording whose window i has the vector (value, i, 0.5). */
  static NewRecording recording(String name, float value, int windows) {
    return new NewRecording(
        name,
        Path.of(name),
        2.5 * windows + 2.5,
        Part.NONE,
        Optional.empty(),
        new FileMark(100, 1, name),
        IntStream.range(0, windows)
            .mapToObj(i ->
                new NewRecording.NewWindow(
                    WINDOWS.span(i), false, new float[] {value, i, 0.5f}, Optional.empty()))
            .toList());
  }

  @Test
  void whatIsStoredIsThereAgain() throws IOException {
    try (var collection = create()) {
      collection.add(List.of(recording("a.wav", 1, 300), recording("b.wav", 2, 2)));
      collection.add(List.of(recording("c.wav", 3, 1)));
      collection.label(NewLabel.yes(300, "dog", LabelSource.PERSON));
    }
    try (var collection = SoundCollection.open(folder.resolve("yard.earshot"))) {
      assertEquals(new CollectionSettings("logmel", 3, WINDOWS), collection.settings());
      assertEquals(
          List.of("a.wav", "b.wav", "c.wav"),
          collection.recordings().stream().map(Recording::name).toList());
      var windows = collection.windows();
      assertEquals(303, windows.size());
      assertEquals("b.wav[2.5-7.5]", windows.get(301).name());
      var vectors = collection.vectors();
      assertEquals(303, vectors.rows());
      assertArrayEquals(new float[] {1, 299, 0.5f}, vectors.row(299));
      assertArrayEquals(new float[] {3, 0, 0.5f}, vectors.row(302));
      var table = collection.dataset();
      assertEquals(List.of("dog"), table.classes());
      assertEquals(0, table.labels()[300]);
      assertEquals(-1, table.labels()[301]);
      assertEquals("b.wav", table.groups().orElseThrow().get(301));
      assertEquals(Optional.of(WINDOWS), table.windows());
      assertEquals("logmel", table.encoder());
      assertArrayEquals(vectors.row(301), Arrays.copyOfRange(table.x(), 903, 906));
    }
  }

  @Test
  void laterLabelsCountMoreAndCanBeWithdrawn() throws IOException {
    try (var collection = create()) {
      collection.add(List.of(recording("a.wav", 1, 4)));
      collection.label(NewLabel.yes(0, "rain", LabelSource.FOLDER));
      collection.label(NewLabel.no(0, "rain", LabelSource.PERSON));
      assertEquals(
          new WindowState(Optional.empty(), Set.of("rain"), false, false), collection.state(0));
      collection.label(NewLabel.yes(0, " dog ", LabelSource.PERSON));
      assertEquals(Optional.of("dog"), collection.state(0).className());
      assertEquals(List.of("dog", "rain"), collection.classes());
      collection.label(
          new NewLabel(1, Verdict.SOMETHING_ELSE, Optional.empty(), LabelSource.PERSON));
      collection.label(new NewLabel(2, Verdict.SKIPPED, Optional.empty(), LabelSource.PERSON));
      var states = collection.states();
      assertEquals(Set.of(0, 1, 2), states.keySet());
      assertTrue(states.get(1).somethingElse());
      assertTrue(states.get(2).skipped());
      assertFalse(states.get(2).isDecided());
      assertEquals(2, collection.undo().orElseThrow().window());
      assertEquals(1, collection.undo().orElseThrow().window());
      assertEquals(Optional.of("dog"), collection.undo().orElseThrow().className());
      assertEquals(Set.of("rain"), collection.state(0).excluded());
      collection.undo();
      assertEquals(Optional.of("rain"), collection.state(0).className());
      assertEquals(Optional.empty(), collection.undo());
      assertEquals(List.of("rain"), collection.classes());
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> collection.label(NewLabel.yes(4, "dog", LabelSource.PERSON)));
    }
  }

  @Test
  void predictionsOfTheLatestModelAreKept() throws IOException {
    try (var collection = create()) {
      collection.add(List.of(recording("a.wav", 1, 4)));
      assertEquals(Optional.empty(), collection.predictions());
      var when = Instant.ofEpochMilli(1234);
      collection.predict(
          new Predictions("old", when, List.of("a"), new int[] {0}, new float[] {1}));
      collection.predict(
          new Predictions(
              "run",
              when,
              List.of("dog", "rain"),
              new int[] {1, 3},
              new float[] {0.25f, 0.75f, 0.5f, 0.5f}));
      var found = collection.predictions().orElseThrow();
      assertEquals("run", found.model());
      assertEquals(when, found.when());
      assertEquals(List.of("dog", "rain"), found.classes());
      assertArrayEquals(new float[] {0.25f, 0.75f}, found.of(1).orElseThrow());
      assertTrue(found.of(0).isEmpty());
    }
  }

  @Test
  void anotherProgramsFilesAreRefused() throws IOException {
    var place = Files.createDirectory(folder.resolve("x.earshot"));
    assertFalse(SoundCollection.isAt(place));
    refused(place, "is no collection");
    Files.writeString(place.resolve("collection.db"), "not a database, but long enough ".repeat(9));
    refused(place, "is no database");
    Files.write(place.resolve("collection.db"), new byte[0]);
    refused(place, "is empty");
    var other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("notes.txt"), "hello");
    var settings = new CollectionSettings("logmel", 3, WINDOWS);
    var error = assertThrows(DataException.class, () -> SoundCollection.create(other, settings));
    assertTrue(error.getMessage().contains("holds other things (such as notes.txt)"));
  }

  private static void refused(Path place, String reason) {
    var error = assertThrows(DataException.class, () -> SoundCollection.open(place));
    assertTrue(error.getMessage().contains(reason), error.getMessage());
    assertTrue(error.getMessage().contains(place.toString()), error.getMessage());
  }

  @Test
  void missingVectorsAreSaid() throws IOException {
    try (var collection = create()) {
      collection.add(List.of(recording("a.wav", 1, 4)));
      var file = collection.folder().resolve("vectors.f32");
      Files.write(file, new byte[47]);
      var error = assertThrows(DataException.class, collection::vectors);
      assertTrue(error.getMessage().contains("has 47 bytes"), error.getMessage());
    }
  }
}
