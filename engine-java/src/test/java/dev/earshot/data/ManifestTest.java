package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Part;
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

class ManifestTest {
  @TempDir private Path folder;

  private void touch(String... names) throws IOException {
    EmptyFiles.write(folder, names);
  }

  private static List<String> ids(Manifest manifest) {
    return manifest.clips().stream().map(Manifest.Clip::id).toList();
  }

  @Test
  void aFolderPerClass() throws IOException {
    touch("rain/b.WAV", "rain/deep/er/a.flac", "dog/z.wave", "dog/.hidden.wav", "dog/notes.txt");
    touch("unlabelled/u.wav", "_unlabelled/v.wav", "CREDITS.txt", ".git/x.wav", "docs/readme.md");
    var manifest = Manifest.read(folder);
    assertEquals(
        List.of(
            "_unlabelled/v.wav",
            "dog/z.wave",
            "rain/b.WAV",
            "rain/deep/er/a.flac",
            "unlabelled/u.wav"),
        ids(manifest));
    assertEquals(List.of("dog", "rain"), manifest.classes());
    assertArrayEquals(new int[] {-1, 0, 1, 1, -1}, manifest.labels());
    assertEquals(3, manifest.ignored());
    assertEquals(folder.resolve("dog/z.wave"), manifest.clips().get(1).path());
    assertEquals(folder, manifest.root());
    assertTrue(
        manifest.clips().stream().allMatch(c -> c.part() == Part.NONE && c.group().isEmpty()));
  }

  @Test
  void aFolderOfClipsIsUnlabelled() throws IOException {
    touch("b.wav", "a.flac", "empty/readme.txt");
    var manifest = Manifest.read(folder);
    assertEquals(List.of("a.flac", "b.wav"), ids(manifest));
    assertEquals(List.of(), manifest.classes());
    assertArrayEquals(new int[] {-1, -1}, manifest.labels());
  }

  @Test
  void linkedFoldersAreFollowedAndBrokenLinksLeftOut() throws IOException {
    touch("store/x.wav", "data/cat/c.wav");
    Files.createSymbolicLink(folder.resolve("data/dog"), folder.resolve("store"));
    assertEquals(List.of("cat/c.wav", "dog/x.wav"), ids(Manifest.read(folder.resolve("data"))));
    Files.createSymbolicLink(folder.resolve("data/cat/d.wav"), folder.resolve("nowhere.wav"));
    Files.createSymbolicLink(folder.resolve("data/cat/loop"), folder.resolve("data"));
    var manifest = Manifest.read(folder.resolve("data"));
    assertEquals(List.of("cat/c.wav", "dog/x.wav"), ids(manifest));
    assertEquals(2, manifest.failures().size(), manifest.failures()::toString);
    assertTrue(
        manifest.failures().stream().anyMatch(line -> line.contains("d.wav: a link to a file")));
    assertTrue(
        manifest.failures().stream().anyMatch(line -> line.contains("loop: a link to a folder")));
  }

  private void assertError(String expected, Path data) {
    String message = assertThrows(DataException.class, () -> Manifest.read(data)).getMessage();
    assertTrue(message.contains(expected), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void whatIsNoManifestIsRefused() throws IOException {
    touch("mixed/cat/c.wav", "mixed/loose.wav", "none/readme.txt", "x.npz", "head.csv");
    assertError("loose.wav", folder.resolve("mixed"));
    assertError("no audio clips", folder.resolve("none"));
    assertError("expected a folder", folder.resolve("x.npz"));
    assertError("no such file", folder.resolve("absent"));
    assertError("no such file", folder.resolve("absent.wav"));
    assertError("no audio clips", folder.resolve("head.csv"));
    Files.writeString(folder.resolve("head.csv"), "path,label\n");
    assertError("no audio clips", folder.resolve("head.csv"));
  }

  private Path csv(String text) throws IOException {
    touch("a.wav", "sub/b,c.wav", "d.flac", "e.wav");
    return Files.writeString(folder.resolve("clips.csv"), text);
  }

  @Test
  void aTableInAnyColumnOrder() throws IOException {
    var manifest =
        Manifest.read(
            csv(
                "\uFEFFnote,Group, split ,label,PATH\r\n"
                    + "x,s1,test,rain,e.wav\r\n"
                    + "\r\n"
                    + "\"two\nlines\",s2,Dev,,\"sub/b,c.wav\"\r\n"
                    + ",s1,0,\"dog \"\"big\"\"\",./a.wav\r\n"
                    + ",s3,,rain,"
                    + folder.resolve("d.flac")
                    + "\r\n"));
    assertEquals(
        List.of("e.wav", "sub/b,c.wav", "./a.wav", folder.resolve("d.flac").toString()),
        ids(manifest));
    assertEquals(List.of("dog \"big\"", "rain"), manifest.classes());
    assertArrayEquals(new int[] {1, -1, 0, 1}, manifest.labels());
    assertEquals(
        List.of(Part.TEST, Part.VALIDATION, Part.TRAIN, Part.NONE),
        manifest.clips().stream().map(Manifest.Clip::part).toList());
    assertEquals(Optional.of("s2"), manifest.clips().get(1).group());
    assertEquals(folder.toAbsolutePath().resolve("a.wav"), manifest.clips().get(2).path());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "path,labels|a.wav,x;must name the columns",
        "label,split|x,train;must name the columns",
        "path,label,label|a.wav,x,y;two columns are named label",
        "path,label|a.wav,x|e.wav,y|./a.wav,y;row 4: ./a.wav is listed before, in row 2",
        "path,label|,x;row 2: the path is blank",
        "path,label|sub,x;row 2: sub: not a regular file",
        "path,label|gone.wav,x;row 2: gone.wav: no such file",
        "path,label,split|a.wav,x,maybe;row 2: split 'maybe'",
        "path,label,split|a.wav,x,2;row 2: split '2'",
        "path,label,group|a.wav,x,g|e.wav,x, ;row 3: the group is blank",
        "path,label|a.wav;row 2: not a CSV table: this row has 1 cell, expected 2 (path, label)",
        "path,label|a.wav,x|d.flac,x,y;row 3: not a CSV table: this row has 3 cells, expected 2",
        "path,label|\"a.wav,x;not a CSV table",
        "a.wav,x|d.flac,y;looks like a clip: add the row path,label",
        "path,label,start,end|a.wav,x,1,0;row 2: end 0 is not after start 1",
        "path,label,Onset|a.wav,x,|d.flac,x,3;row 3: column 'onset' names a part of a recording",
      })
  void errorsNameTheRow(String table, String expected) throws IOException {
    Path csv = csv(table.replace('|', '\n'));
    assertError(expected, csv);
    assertError("clips.csv", csv);
  }

  @Test
  void aTableMustBeUtf8() throws IOException {
    Path csv = csv("");
    Files.write(csv, "path,label\na.wav,Tür\n".getBytes(StandardCharsets.ISO_8859_1));
    assertError("UTF-8", csv);
  }
}
