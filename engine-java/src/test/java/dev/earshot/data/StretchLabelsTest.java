package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.Windows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels of parts of recordings: tables, Audacity's label tracks, Raven's selection tables. */
class StretchLabelsTest {
  private static final String RAVEN =
      "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)";

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text.replace('|', '\n'));
  }

  private static List<String> stretches(Manifest manifest) {
    return manifest.clips().stream()
        .map(clip ->
            "%s %s %s"
                .formatted(
                    clip.id(),
                    clip.span().map(Span::toString).orElse("whole"),
                    clip.label().orElse("-")))
        .toList();
  }

  @Test
  void aTableNamesStretches() throws IOException {
    file("a.wav", "");
    file("b.wav", "");
    var found =
        Manifest.read(
            file("l.csv", "path,start,end,label|a.wav,0,2.5,dog|a.wav,2,3,cat|b.wav,,,dog|"));
    assertEquals(List.of("a.wav 0-2.5 dog", "a.wav 2-3 cat", "b.wav whole dog"), stretches(found));
    assertEquals(Optional.of(folder + "/l.csv, row 3"), found.clips().get(1).origin());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "path,start,end,label|a.wav,3,2,x ! row 2: end 2 is not after start 3",
        "path,start,end,label|a.wav,2,2,x ! row 2: end 2 is not after start 2",
        "path,start,end,label|a.wav,1,2,x|a.wav,-1,2,x ! row 3: start -1: expected seconds from 0",
        "path,start,end,label|a.wav,abc,2,x ! row 2: start 'abc' is not a number",
        "path,start,end,label|a.wav,NaN,2,x ! row 2: start 'NaN' is not a number",
        "path,start,end,label|a.wav,0,Infinity,x ! row 2: end 'Infinity' is not a number",
        "path,start,end,label|a.wav,0x1p3,9,x ! row 2: start '0x1p3' is not a number",
        "path,start,end,label|a.wav,0,1e99999,x ! is not a number",
        "path,start,end,label|a.wav,00:01,2,x ! expected seconds such as 12.5",
        "path,start,end,label|a.wav,1,,x ! row 2: column 'start' names a part of a recording",
        "path,end,label|a.wav,1,x ! there is no start with it",
        "path,start,end,label|a.wav,1,2,x|a.wav,1,2,y ! row 3: a.wav is listed before, in row 2",
        "path,start,end,label|c.wav,1,2,x ! row 2: c.wav: no such file"
      })
  void errorsNameFileAndRow(String table, String expected) throws IOException {
    file("a.wav", "");
    var csv = file("l.csv", table);
    var message = assertThrows(DataException.class, () -> Manifest.read(csv)).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains("l.csv"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void labelTracksBesideRecordings() throws IOException {
    file("r/site/a.wav", "");
    file("r/site/a.txt", "0\t2.5\tdog|\\\t100\t2000|3,5\t4\t cat |5\t5\tpoint|6\t7\t|8\t9\t?|");
    file("r/site/b.wav", "");
    file("r/site/b.wav.txt", "");
    file("r/site/c.wav", "");
    file("r/notes.txt", "no label track");
    var found = Manifest.read(folder.resolve("r"));
    assertEquals(
        List.of(
            "site/a.wav 0-2.5 dog",
            "site/a.wav 3.5-4 cat",
            "site/a.wav 6-7 -",
            "site/a.wav 8-9 -",
            "site/b.wav whole -",
            "site/c.wav whole -"),
        stretches(found));
    assertEquals(List.of("cat", "dog"), found.classes());
    assertEquals(1, found.ignored());
    assertTrue(
        found.notes().getFirst().contains("1 label without a length is left out"), "" + found);
    assertTrue(found.notes().getLast().startsWith("2 recordings are labelled by the label files"));
    var alone = Manifest.read(folder.resolve("r/site/a.txt"));
    assertEquals("a.wav 0-2.5 dog", stretches(alone).getFirst());
  }

  /** Transcripts are common beside the clips of class folders. */
  @Test
  void otherTextIsNoLabelTrack() throws IOException {
    file("d/dog/a.wav", "");
    file("d/dog/a.txt", "the dog\tbarks|");
    file("d/cat/b.wav", "");
    file("d/cat/b.txt", "");
    var found = Manifest.read(folder.resolve("d"));
    assertEquals(List.of("cat/b.wav whole cat", "dog/a.wav whole dog"), stretches(found));
    assertEquals(2, found.ignored());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "0\t1\tdog|x\t2\tdog ! row 2: start 'x' is not a number",
        "0\t1\tdog||2\t1\tdog ! row 3: end 1 is not after start 2",
        "0\t1\tdog|2 ! row 2: '2': expected start, end and label",
        "-1\t1\tdog ! row 1: start -1"
      })
  void wrongLinesOfATrackAreNamed(String text, String expected) throws IOException {
    file("a.wav", "");
    var track = file("a.txt", text);
    for (var data : List.of(track, folder)) {
      var message = assertThrows(DataException.class, () -> Manifest.read(data)).getMessage();
      assertTrue(message.contains(expected) && message.contains("a.txt"), message);
    }
  }

  @Test
  void aTrackThatIsNotUtf8IsAnError() throws IOException {
    file("a.wav", "");
    Files.write(folder.resolve("a.txt"), "0\t1\tT\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1));
    var message = assertThrows(DataException.class, () -> Manifest.read(folder)).getMessage();
    assertTrue(message.contains("a.txt, row 1: not UTF-8"), message);
  }

  @Test
  void selectionTablesBesideRecordings() throws IOException {
    file("a.flac", "");
    file("b.wav", "");
    file(
        "a.Table.1.selections.txt",
        RAVEN
            + "\tBegin File\tAnnotation|1\tWaveform 1\t1\t1.5\t2\t0\t9\ta.wav\tdog"
            + "|1\tSpectrogram 1\t1\t1.5\t2\t0\t9\ta.wav\tdog|2\tSpectrogram 1\t1\t3\t4\t0\t9\tb.wav\tcat|");
    file("b.selections.txt", RAVEN + "\tSpecies|");
    file("other.selections.txt", RAVEN + "\tSpecies|");
    var found = Manifest.read(folder);
    assertEquals(List.of("a.flac 1.5-2 dog", "b.wav whole -"), stretches(found));
    assertEquals(Optional.of("b.selections.txt"), name(found.clips().get(1).origin()));
    var notes = String.join("\n", found.notes());
    assertTrue(notes.contains("1 row is of other files not used"), notes);
    assertTrue(notes.contains("other.selections.txt is not used"), notes);
  }

  private Optional<String> name(Optional<String> origin) {
    return origin.map(path -> Path.of(path).getFileName().toString());
  }

  @Test
  void aSelectionTableOfSeveralFilesHasOffsets() throws IOException {
    file("x/a.wav", "");
    file("x/b.wav", "");
    var table =
        file(
            "x/all.txt",
            RAVEN
                + "\tBegin Path\tFile Offset (s)\tCommon Name|1\tS\t1\t1\t2\t0\t9\tC:\\rec\\a.wav\t1\tdog"
                + "|2\tS\t1\t61\t63\t0\t9\tC:\\rec\\b.wav\t1.5\tcat|");
    assertEquals(List.of("a.wav 1-2 dog", "b.wav 1.5-3.5 cat"), stretches(Manifest.read(table)));
    var recordings = Manifest.recordings(List.of(table));
    assertEquals(List.of("a.wav whole -", "b.wav whole -"), stretches(recordings));
  }

  @Test
  void aSelectionTableWithoutLabelsIsRefused() throws IOException {
    file("a.wav", "");
    file("a.selections.txt", RAVEN + "|1\tS\t1\t1\t2\t0\t9|");
    var message = assertThrows(DataException.class, () -> Manifest.read(folder)).getMessage();
    assertTrue(message.contains("Begin Time (s), End Time (s), and Annotation"), message);
  }

  private static Manifest.Clip stretch(double start, double end, String label) {
    return new Manifest.Clip(
            Path.of("a.wav"), "a.wav", Optional.empty(), Part.NONE, Optional.empty())
        .stretch(Optional.of(label), new Span(start, end), "row");
  }

  @ParameterizedTest
  @CsvSource({
    // stretches of dog and cat | window | label
    "0,5, 20,21, 0,5, dog",
    "0,2.5, 20,21, 0,5, dog", // half of the window
    "0,2.4, 20,21, 0,5, dog", // all of the stretch
    "4.5,9, 20,21, 0,5, -", // touches only
    "4,6, 20,21, 0,5, dog", // half of the stretch
    "0,4, 3,5, 0,5, dog", // two classes: the longer overlap
    "0,2, 2,5, 0,5, cat",
    "6,7, 20,21, 0,5, none", // nothing touches
    "5,7, 20,21, 0,5, none" // begins where the window ends
  })
  void theRuleOfWindows(
      double from,
      double to,
      double catFrom,
      double catTo,
      double start,
      double end,
      String label) {
    var stretches = List.of(stretch(from, to, "dog"), stretch(catFrom, catTo, "cat"));
    var labels = new WindowLabels(stretches, Optional.of("none"));
    assertEquals(label, labels.of(new Span(start, end)).orElse("-"));
  }

  @Test
  void severalShortStretchesOfAClassAddUp() {
    var labels =
        new WindowLabels(
            List.of(stretch(0, 1.5, "dog"), stretch(2, 3.5, "dog"), stretch(3.6, 4.6, "cat")),
            Optional.empty());
    assertEquals(Optional.of("dog"), labels.of(new Span(0, 5)));
    assertEquals(1, labels.disputed());
  }

  /** Nothing says that a recording without labels holds background. */
  @Test
  void onlyMarkedRecordingsHaveBackground() {
    var whole =
        new Manifest.Clip(Path.of("a.wav"), "a.wav", Optional.empty(), Part.NONE, Optional.empty());
    var background = Optional.of("none");
    assertEquals(Optional.empty(), new WindowLabels(List.of(whole), background).of(new Span(0, 1)));
    var empty = whole.withoutStretch("a.txt");
    assertEquals(background, new WindowLabels(List.of(empty), background).of(new Span(0, 1)));
  }

  @Test
  void namesOfStretchesCanBeTakenApart() {
    for (var name : List.of("a.wav[2.5-7.5]", "x[1-2].wav", "a[3-1]", "a[1-2", "[0-1]", "a[b-c]")) {
      assertEquals(name, ClipId.parse(name).toString());
    }
    assertEquals(
        new ClipId("a.wav", Optional.of(new Span(2.5, 7.5))), ClipId.parse("a.wav[2.5-7.5]"));
    assertEquals(Optional.empty(), ClipId.parse("x[1-2].wav").span());
    assertEquals(Optional.empty(), ClipId.parse("a[3-1]").span());
  }

  @Test
  void aTableOfVectorsKeepsItsWindows() throws IOException {
    var windows = new Windows(0.3, 0.1);
    var table =
        new Dataset(
            new float[] {1, 2},
            1,
            new int[] {0, -1},
            List.of("dog"),
            List.of("a.wav[0-0.3]", "a.wav[0.1-0.4]"),
            List.of(Part.NONE, Part.NONE),
            Optional.of(List.of("a.wav", "a.wav")),
            "lld",
            Optional.of(windows));
    var file = folder.resolve("t.npz");
    table.writeNpz(file);
    var read = Dataset.readNpz(file);
    assertEquals(Optional.of(windows), read.windows());
    assertTrue(read.areStretches());
    assertEquals(Optional.of(windows), read.select(new int[] {1}).windows());
  }
}
