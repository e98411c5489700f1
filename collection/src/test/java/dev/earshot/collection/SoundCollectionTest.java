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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        new NewRecording.Content(new FileMark(100, 1, name), Optional.empty()),
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

  @Test
  void damagedVectorsAreSaid() throws IOException {
    try (var collection = create()) {
      collection.add(List.of(recording("a.wav", 1, 300), recording("b.wav", 2, 4)));
      var file = collection.folder().resolve("vectors.f32");
      var bytes = Files.readAllBytes(file);
      bytes[302 * 3 * Float.BYTES] ^= 1;
      Files.write(file, bytes);
      var error = assertThrows(DataException.class, collection::dataset);
      assertTrue(
          error.getMessage().contains("the vectors of b.wav are not those"), error::getMessage);
      assertTrue(error.getMessage().contains(file.toString()), error::getMessage);
    }
  }

  /** What the database states is believed only within reason. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE window SET start = -1 WHERE id = 0",
        "UPDATE window SET start = 9e999 WHERE id = 0",
        "UPDATE window SET finish = 1e300 WHERE id = 3",
        "UPDATE window SET start = 7 WHERE id = 0",
        "UPDATE window SET id = -5 WHERE id = 3",
        "UPDATE window SET id = 2147483647 WHERE id = 3",
        "UPDATE window SET id = 9223372036854775807 WHERE id = 3",
        "UPDATE recording SET seconds = -1",
        "UPDATE recording SET seconds = 1e300",
        "UPDATE recording SET name = ' '",
        "UPDATE recording SET name = 'a' || char(0)",
        "UPDATE recording SET path = 'a' || char(0)",
        "UPDATE recording SET state = 'LOST'",
        "UPDATE recording SET part = 'SOME'",
        "UPDATE label SET class = NULL",
        "UPDATE label SET class = ' '",
        "UPDATE label SET class = 'unlabelled'",
        "UPDATE label SET verdict = 'MAYBE'",
        "UPDATE label SET source = 'NOBODY'",
        "UPDATE setting SET value = '0' WHERE name = 'hop'",
        "UPDATE setting SET value = 'NaN' WHERE name = 'window'",
        "UPDATE setting SET value = '99999999999' WHERE name = 'columns'",
        "DELETE FROM setting",
        "UPDATE prediction SET probabilities = x'0000c07f'",
        "UPDATE prediction SET probabilities = x'00'",
      })
  void valuesThatNoEarshotWritesAreSaid(String change) throws IOException {
    var place = folder.resolve("yard.earshot");
    try (var collection = create()) {
      collection.add(List.of(recording("a.wav", 1, 4)));
      collection.label(NewLabel.yes(0, "dog", LabelSource.PERSON));
      collection.predict(
          new Predictions("m", Instant.EPOCH, List.of("dog"), new int[] {0}, new float[] {1}));
    }
    var file = place.resolve("collection.db");
    try (var database = Database.open(file)) {
      database.write(connection -> {
        Rows.update(connection, change);
        return true;
      });
    }
    var error =
        assertThrows(
            DataException.class,
            () -> {
              try (var collection = SoundCollection.open(place)) {
                collection.predictions();
                collection.dataset();
              }
            });
    assertTrue(error.getMessage().startsWith(file + ": holds a value that no"), error::getMessage);
    assertEquals(1, error.getMessage().lines().count());
  }
}
