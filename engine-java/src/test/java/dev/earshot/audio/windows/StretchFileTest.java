package dev.earshot.audio.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.decode.WavFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StretchFileTest {
  private static final int RATE = 8000;

  @TempDir private Path folder;

  private Path recording(int seconds) {
    var random = new Random(3);
    var samples = new float[seconds * RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat() - 0.5f;
    }
    var file = folder.resolve("recording.wav");
    WavFile.write(file, new Waveform(samples, RATE));
    return file;
  }

  private static Waveform read(Path file, double start, double end, int most) {
    return StretchFile.read(file, new Span(start, end), most, SoundDecoders.auto());
  }

  @Test
  void aStretchIsThatPartOfTheRecording() {
    var file = recording(20);
    var whole = SoundReader.read(file).samples();
    var part = read(file, 2.5, 7.5, 60);
    assertEquals(RATE, part.sampleRate());
    assertArrayEquals(Arrays.copyOfRange(whole, 20_000, 60_000), part.samples());
    assertArrayEquals(
        Arrays.copyOfRange(whole, 144_000, 160_000), read(file, 18, 30, 60).samples());
    assertArrayEquals(whole, read(file, 0, Double.POSITIVE_INFINITY, 60).samples(), "to the end");
    assertArrayEquals(
        Arrays.copyOf(whole, 3 * RATE), read(file, 0, 20, 3).samples(), "cut to three seconds");
  }

  /** What comes after the stretch is not even looked at. */
  @Test
  void decodingEndsWithTheStretch() throws Exception {
    var file = recording(20);
    var bytes = Files.readAllBytes(file);
    var whole = SoundReader.read(file).samples();
    // Half of the data is missing: the whole file cannot be read.
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 3));
    assertThrows(DataException.class, () -> SoundReader.read(file));
    assertArrayEquals(Arrays.copyOf(whole, RATE), read(file, 0, 1, 60).samples());
  }

  @Test
  void aStretchAfterTheEndIsSaid() {
    var file = recording(2);
    var late = assertThrows(DataException.class, () -> read(file, 2, 4, 60));
    assertTrue(late.getMessage().startsWith(file.toString()), late.getMessage());
    assertTrue(late.getMessage().contains("lasts 2 s"), late.getMessage());
    var gone = folder.resolve("gone.wav");
    var missing = assertThrows(DataException.class, () -> read(gone, 0, 1, 60));
    assertTrue(missing.getMessage().contains("gone.wav"), missing.getMessage());
  }
}
