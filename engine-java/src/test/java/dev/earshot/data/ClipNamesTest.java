package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same names mean the same in folders and in tables, and what was understood is told. */
class ClipNamesTest {
  private static final String COMPOSED = "K\u00E4fer";
  private static final String DECOMPOSED = "Ka\u0308fer";

  @TempDir private Path folder;

  private Path files(String... names) throws IOException {
    EmptyFiles.write(folder, names);
    return folder;
  }

  private Manifest table(String text) throws IOException {
    return Manifest.read(Files.writeString(folder.resolve("clips.csv"), text));
  }

  private static void assertNote(Manifest manifest, String expected) {
    assertEquals(List.of(expected), manifest.notes());
  }

  @BeforeEach
  void makeClips() throws IOException {
    files("clips/a.wav", "clips/b.wav", "clips/c.wav");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Unlabelled",
        "UNLABELED",
        "unlabelled ",
        "UNKNOWN",
        "_unknown_",
        "Un-labelled",
        "no label",
        "No_Label",
        "_",
        "Unclassified",
        "NaN",
        "null",
        "N/A",
        "?"
      })
  void theseMeanWithoutALabel(String name) throws IOException {
    var listed = table("path,label\nclips/a.wav,dog\nclips/b.wav,%s\n".formatted(name));
    assertArrayEquals(new int[] {0, -1}, listed.labels());
    if (!name.endsWith(" ")) {
      assertNote(listed, "label '%s': its 1 clip counts as unlabelled".formatted(name));
    }
    if (!name.contains("/")) {
      var found =
          Manifest.read(files("data/dog/a.wav", "data/%s/b.wav".formatted(name)).resolve("data"));
      assertEquals(List.of("dog"), found.classes());
      assertNote(found, "folder '%s': its 1 clip counts as unlabelled".formatted(name));
    }
  }

  @Test
  void theUsualSpellingsNeedNoWord() throws IOException {
    assertEquals(
        List.of(),
        table("path,label\nclips/a.wav,dog\nclips/b.wav,unlabelled\nclips/c.wav,\n").notes());
    assertEquals(
        List.of(),
        Manifest.read(files("data/dog/a.wav", "data/unlabelled/b.wav").resolve("data")).notes());
  }

  @Test
  void namesThatMayMeanEitherAreAClassAndTold() throws IOException {
    var found = Manifest.read(files("data/dog/a.wav", "data/Other/b.wav").resolve("data"));
    assertEquals(List.of("Other", "dog"), found.classes());
    assertNote(
        found, "'Other' counts as a class; if its clips have no label, call it 'unlabelled'");
  }

  @Test
  void spacesAndAccentsMakeNoClass() throws IOException {
    var found =
        Manifest.read(
            files(
                    "data/dog/a.wav",
                    "data/dog /b.wav",
                    "data/" + COMPOSED + "/c.wav",
                    "data/" + DECOMPOSED + "/d.wav")
                .resolve("data"));
    assertEquals(List.of(COMPOSED, "dog"), found.classes());
    assertEquals(2, found.notes().size());
    assertTrue(found.notes().getLast().startsWith("2 folders are one class, 'dog'"));
    var listed =
        table(
            "path,label\nclips/a.wav,%s\nclips/b.wav,%s \nclips/c.wav,\u00A0dog\n"
                .formatted(COMPOSED, DECOMPOSED));
    assertEquals(List.of(COMPOSED, "dog"), listed.classes());
    assertEquals(1, ClassNames.indexOf(List.of("b", DECOMPOSED), COMPOSED));
    assertEquals(-1, ClassNames.indexOf(List.of("b", "Dog"), "dog"));
  }

  @Test
  void aTableOfVectorsHasTheSameRule() throws IOException {
    Path file = folder.resolve("x.npz");
    Npz.writeCompressed(
        file,
        Map.of(
            "x",
            NumberArray.of(new float[] {1, 2, 3, 4, 5, 6}, 6, 1),
            "y",
            NumberArray.of(new int[] {0, 1, 2, -1, 3, 4}, 6),
            "classes",
            TextArray.of(List.of(COMPOSED, "dog ", DECOMPOSED, "Unknown", "|"))));
    var data = Dataset.readNpz(file);
    assertEquals(List.of(COMPOSED, "dog"), data.classes());
    assertArrayEquals(new int[] {0, 1, 0, -1, -1, -1}, data.labels());
  }

  /** A label of several classes is the same in whatever order and with whatever spaces. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dog|rain",
        "rain|dog",
        " rain | dog ",
        "|dog||rain|",
        "dog|rain|dog",
        "dog|?|rain"
      })
  void barsSeparateClassesInAnyOrder(String label) throws IOException {
    var listed = table("path,label\nclips/a.wav,%s\nclips/b.wav,dog\n".formatted(label));
    assertEquals(List.of("dog", "dog|rain"), listed.classes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dog|", "|dog", " | dog |unlabelled", "dog|dog"})
  void barsWithoutASecondClassMakeNoNewOne(String label) throws IOException {
    var listed = table("path,label\nclips/a.wav,%s\nclips/b.wav,dog\n".formatted(label));
    assertEquals(List.of("dog"), listed.classes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"|", " | | ", "|unknown|"})
  void barsWithoutAClassAreNoLabel(String label) throws IOException {
    var listed = table("path,label\nclips/a.wav,%s\nclips/b.wav,dog\n".formatted(label));
    assertEquals(List.of("dog"), listed.classes());
    assertTrue(listed.clips().getFirst().label().isEmpty());
  }

  @Test
  void upperAndLowerCaseIsTold() throws IOException {
    String note =
        "classes 'Dog', 'dog' differ in upper and lower case only; they count as 2 classes";
    assertNote(table("path,label\nclips/a.wav,dog\nclips/b.wav,Dog\n"), note);
    assertNote(Manifest.read(files("data/dog/a.wav", "data/Dog/b.wav").resolve("data")), note);
    var several = table("path,label\nclips/a.wav,dog|rain\nclips/b.wav,Dog\n");
    assertTrue(several.notes().contains(note), several.notes().toString());
  }

  @Test
  void severalClassesInALabelAreTold() throws IOException {
    assertNote(
        table("path,label\nclips/a.wav,low;loud\nclips/b.wav,low\n"),
        "'low;loud' counts as one class of its own; several labels of a clip are separated by |, as"
            + " in 'rain|wind'");
  }

  @Test
  void partsOfASplitAreFolders() throws IOException {
    files("d/Train/dog/a.wav", "d/Train/rain/b.wav", "d/dev/dog/c.wav", "d/TEST/rain/d.wav");
    files("d/unlabelled/e.wav", "d/Train/unlabelled/f.wav");
    var found = Manifest.read(folder.resolve("d"));
    assertEquals(List.of("dog", "rain"), found.classes());
    assertEquals(
        List.of(Part.TEST, Part.TRAIN, Part.TRAIN, Part.TRAIN, Part.VALIDATION, Part.NONE),
        found.clips().stream().map(Manifest.Clip::part).toList());
    assertArrayEquals(new int[] {1, 0, 1, -1, 0, -1}, found.labels());
    assertEquals(1, found.notes().size());
    assertTrue(found.notes().getFirst().contains("are read as the parts of a split"));
  }

  @Test
  void aTestPartWithoutClassFoldersIsUnlabelled() throws IOException {
    files("d/train/dog/a.wav", "d/train/rain/b.wav", "d/test/1.wav", "d/test/2.wav");
    var found = Manifest.read(folder.resolve("d"));
    assertArrayEquals(new int[] {-1, -1, 0, 1}, found.labels());
  }

  @Test
  void classesThatSoundLikePartsAreTold() throws IOException {
    var found = Manifest.read(files("d/train/a.wav", "d/test/b.wav").resolve("d"));
    assertEquals(List.of("test", "train"), found.classes());
    assertTrue(found.notes().getFirst().startsWith("folders 'test', 'train' count as classes"));
    var vehicles = Manifest.read(files("v/train/a.wav", "v/bus/b.wav").resolve("v"));
    assertEquals(List.of(), vehicles.notes());
  }

  @Test
  void audioOfEveryFormatIsListed() throws IOException {
    files("d/a/1.wav", "d/b/2.wav", "d/b/3.MP3", "d/c/4.mp3", "d/c/5.ogg", "d/c/notes.txt");
    var found = Manifest.read(folder.resolve("d"));
    assertEquals(1, found.ignored());
    assertEquals(List.of(), found.notes());
    assertEquals(List.of("a", "b", "c"), found.classes());
    assertEquals(5, found.clips().size());
    files("only/c/4.m4a", "clips/e.opus");
    assertEquals(List.of("c"), Manifest.read(folder.resolve("only")).classes());
    assertEquals(List.of("x", "y"), table("path,label\nclips/a.wav,x\nclips/e.opus,y\n").classes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "semicolons ! path;label|clips/a.wav;dog|clips/b.wav;cat, wild",
        "tabs ! path>label|clips/a.wav>dog|clips/b.wav>cat, wild",
        "bars ! path/label|clips\\a.wav/dog|clips\\b.wav/cat, wild",
        "Excel's line ! sep=;|path;label|clips/a.wav;dog|clips/b.wav;cat, wild",
        "upper case ! PATH,Label|clips/a.wav,dog|clips/b.wav,\"cat, wild\"",
        "quotes with spaces ! \"path\", \"label\"|\"clips/a.wav\", \"dog\"|clips/b.wav, \"cat,"
            + " wild\"",
        "comments ! # mine|path,label|clips/a.wav,dog|# more|clips/b.wav,\"cat, wild\"",
        "blank cells ! path,label|clips/a.wav,dog,,|,|clips/b.wav,\"cat, wild\"",
        "backslashes ! path,label|clips\\a.wav,dog|.\\clips\\b.wav,\"cat, wild\"",
        "a row twice ! path,label|clips/a.wav,dog|clips/b.wav,\"cat, wild\"|clips/a.wav,dog",
        "other names ! File,class|clips/a.wav,dog|clips/b.wav,\"cat, wild\"",
      })
  void everyDialectIsRead(String name, String table) throws IOException {
    // Here a bar ends a row, > is a tab, and a slash is a bar where the name says so.
    String rows = table.replace('|', '\n').replace('>', '\t') + "\n";
    String text = name.equals("bars") ? rows.replace('/', '|') : rows;
    var manifest = table(text);
    assertEquals(List.of("cat, wild", "dog"), manifest.classes());
    assertArrayEquals(new int[] {1, 0}, manifest.labels());
    assertEquals("clips/a.wav", manifest.clips().getFirst().id());
    for (String end : List.of("\r", "\r\n")) {
      assertEquals(manifest.labels().length, table(text.replace("\n", end)).labels().length);
    }
  }

  @Test
  void spreadsheetsWriteUtf16() throws IOException {
    Path csv = folder.resolve("x.csv");
    String text = "path,label\nclips/a.wav,K\u00E4fer\n";
    for (var bytes :
        List.of(
            ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE),
            ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE),
            text.getBytes(StandardCharsets.UTF_16LE),
            ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8))) {
      assertEquals(List.of(COMPOSED), Manifest.read(Files.write(csv, bytes)).classes());
    }
    Files.write(csv, text.getBytes(StandardCharsets.ISO_8859_1));
    String error = assertThrows(DataException.class, () -> Manifest.read(csv)).getMessage();
    assertTrue(error.contains("row 2: not UTF-8 text; save the table as UTF-8"), error);
    byte[] cut = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_16LE), 41);
    Files.write(csv, cut);
    assertThrows(DataException.class, () -> Manifest.read(csv));
  }

  @Test
  void whatATableHasBesidesIsTold() throws IOException {
    assertEquals(
        List.of(
            "column 'filename' is read as path",
            "3 columns are not used: note, speaker, subset; if 'subset' states train, validation or"
                + " test, call it split; if 'speaker' states what must stay on one side of a split,"
                + " call it group",
            "1 row repeats a clip that is listed before; it counts once"),
        table("filename,label,speaker,subset,note\nclips/a.wav,x,s,test,\nclips/a.wav,x,s,test,\n")
            .notes());
  }

  @Test
  void aFileThatIsMissingIsLeftOut() throws IOException {
    var manifest = table("path,label\nclips/a.wav,x\nclips/gone.wav,x\nclips,x\n");
    assertEquals(1, manifest.clips().size());
    assertEquals(2, manifest.failures().size());
    assertTrue(
        manifest
            .failures()
            .getFirst()
            .endsWith(
                "clips.csv, row 3: clips/gone.wav: no such file (paths are relative to the CSV"
                    + " file)"));
    assertTrue(manifest.failures().getLast().endsWith("row 4: clips: not a regular file"));
  }

  @Test
  void filesAreFoundWhicheverWayAccentsAreStored() throws IOException {
    files("clips/" + DECOMPOSED + ".wav");
    assertEquals(1, table("path,label\nclips/%s.wav,x\n".formatted(COMPOSED)).clips().size());
  }

  @Test
  void aMarkAgainstFormulasIsReadBack() throws IOException {
    files("-a.wav", "'b.wav");
    assertEquals(
        List.of("-a.wav", "'b.wav"),
        table("path,label\n%s,x\n'b.wav,x\n".formatted(CsvCells.text("-a.wav"))).clips().stream()
            .map(Manifest.Clip::id)
            .toList());
    assertEquals("'=1", CsvCells.text("=1"));
    assertEquals("a=1", CsvCells.text("a=1"));
    assertEquals("'a", CsvCells.withoutMark("'a"));
  }

  @Test
  void audioFilesAreClipsWithoutLabels() throws IOException {
    Path a = folder.resolve("clips/a.wav");
    Path b = folder.resolve("clips/b.wav");
    assertEquals(List.of(a.toString()), ids(Manifest.read(a)));
    assertEquals(List.of(b.toString(), a.toString()), ids(Manifest.ofFiles(List.of(b, a, b))));
    assertThrows(DataException.class, () -> Manifest.ofFiles(List.of(a, folder)));
    assertEquals(1, Manifest.ofFiles(List.of(a, folder.resolve("gone.wav"))).failures().size());
  }

  private static List<String> ids(Manifest manifest) {
    return manifest.clips().stream().map(Manifest.Clip::id).toList();
  }
}
