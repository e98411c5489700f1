package dev.earshot.audio;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioFileTest {
  @TempDir private Path folder;

  @Test
  void theContentDecidesNotTheName() throws IOException {
    var file = folder.resolve("really-a-wav.flac");
    WavFile.write(file, new Waveform(new float[10], 16_000));
    assertEquals(10, AudioFile.read(file).samples().length);
  }

  @Test
  void oneLineNamesTheFileAndWhatToDo() throws IOException {
    var empty = Files.createFile(folder.resolve("empty.wav"));
    var text = Files.writeString(folder.resolve("text.wav"), "not a sound");
    var letter = Files.writeString(folder.resolve("letter.wav"), "x");
    var ogg = Files.writeString(folder.resolve("song.ogg"), "OggS and so on");
    var broken = Files.writeString(folder.resolve("broken.flac"), "fLaC and so on, and so on");
    var silent = folder.resolve("silent.wav");
    WavFile.write(silent, new Waveform(new float[0], 16_000));
    assertAll(
        () -> assertRefused(empty, "is empty"),
        () -> assertRefused(text, "expected WAV or FLAC"),
        () -> assertRefused(letter, "expected WAV or FLAC"),
        () -> assertRefused(ogg, "Ogg"),
        () -> assertRefused(broken, "damaged FLAC"),
        () -> assertRefused(silent, "no samples"),
        () -> assertRefused(folder, "folder"),
        () -> assertRefused(folder.resolve("missing.wav"), "no such file"));
  }

  private static void assertRefused(Path path, String reason) {
    var message = assertThrows(AudioException.class, () -> AudioFile.read(path)).getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    assertTrue(message.contains(reason), message);
    assertEquals(1, message.lines().count(), message);
  }
}
