package dev.earshot.audio.decode;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.resample.Resamplers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoundReaderTest {
  @TempDir private Path folder;

  @Test
  void theContentDecidesNotTheName() throws IOException {
    var file = folder.resolve("really-a-wav.flac");
    WavFile.write(file, new Waveform(new float[10], 16_000));
    assertEquals(10, SoundReader.read(file).samples().length);
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
        () -> assertRefused(text, "expected WAV, FLAC, AIFF, CAF"),
        () -> assertRefused(letter, "expected WAV, FLAC, AIFF, CAF"),
        () -> assertRefused(ogg, "Ogg"),
        () -> assertRefused(broken, "damaged FLAC"),
        () -> assertRefused(silent, "no samples"),
        () -> assertRefused(folder, "folder"),
        () -> assertRefused(folder.resolve("missing.wav"), "no such file"));
  }

  @Test
  void aStreamGivesTheSamplesOfTheFile() throws IOException {
    var file = folder.resolve("noise.wav");
    var samples = new float[50_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(0.01 * i * i);
    }
    WavFile.write(file, new Waveform(samples, 22_050));
    var bytes = Files.readAllBytes(file);
    var fromFile = SoundReader.read(file);
    assertArrayEquals(
        fromFile.samples(), SoundReader.read(new ByteArrayInputStream(bytes), "x").samples());
    assertArrayEquals(fromFile.samples(), SoundReader.read(slowly(bytes), "x").samples());
    // The size of a stream that goes through a pipe is not known when its header is written.
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, -1).putInt(40, -1);
    assertArrayEquals(fromFile.samples(), SoundReader.read(slowly(bytes), "x").samples());
  }

  /** A stream that gives few bytes at a time, as a network may. */
  private static InputStream slowly(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int from, int length) {
        return super.read(into, from, Math.min(length, 7));
      }
    };
  }

  @Test
  void whatIsWrongWithAStreamIsNamedByItsName() {
    var text = new ByteArrayInputStream("not a sound".getBytes(StandardCharsets.US_ASCII));
    var error = assertThrows(DataException.class, () -> SoundReader.read(text, "upload 7"));
    assertTrue(error.getMessage().startsWith("upload 7: is no sound"), error.getMessage());
    var broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };
    var lost = assertThrows(DataException.class, () -> SoundReader.read(broken, "upload 8"));
    assertTrue(lost.getMessage().startsWith("upload 8: cannot be read"), lost.getMessage());
    assertTrue(lost.getMessage().contains("connection reset"), lost.getMessage());
  }

  /**
   * A few thousand bytes of FLAC that are ten hours of silence, whether the header says it or not.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void smallFilesOfManyHoursAreRefused(boolean tellLength) {
    var second = new long[1][16_000 * 40];
    var writer = new FlacWriter(new Random(1), 16_000, 16, FlacWriter.Stereo.INDEPENDENT);
    var bytes = writer.write(second, 32_768, tellLength);
    assertTrue(bytes.length < 1000, bytes.length + " bytes");
    var stream = new ByteArrayInputStream(bytes);
    var error = assertThrows(DataException.class, () -> SoundReader.read(stream, "bomb", 30));
    assertTrue(error.getMessage().contains("at most 30 s"), error.getMessage());
    assertEquals(40, SoundReader.read(new ByteArrayInputStream(bytes), "bomb", 40).seconds());
  }

  /** Two minutes of stereo at 44.1 kHz are 21 MB; at 16 kHz they are 7.7 MB. Buffers take 2 MB. */
  @Test
  void memoryIsTakenForTheSoundAtTheLowerRateAlone() throws IOException {
    int seconds = 120;
    var file = folder.resolve("long.wav");
    WavFile.write(file, new Waveform(new float[2], 44_100));
    var header = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int size = seconds * 44_100 * 4;
    header.putInt(4, 36 + size).putShort(22, (short) 2).putInt(28, 44_100 * 4);
    header.putShort(32, (short) 4).putInt(40, size);
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(header.array(), 0, 44);
      out.setLength(44 + size);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    var clip =
        SoundReader.decode(
            file, seconds, Optional.of(new Resamplers(16_000)), SoundDecoders.auto());
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertEquals(seconds * 16_000, clip.waveform().samples().length);
    long sound = seconds * 16_000 * 4L;
    assertTrue(taken < sound + (2 << 20), "%.1f MB".formatted(taken / 1e6));
  }

  @Test
  void waveformsAreChecked() {
    var good = new float[] {0, 1, -3};
    for (int rate : new int[] {Integer.MIN_VALUE, -1, 0, 1, 99, 2_000_001, Integer.MAX_VALUE}) {
      assertThrows(DataException.class, () -> new Waveform(good, rate));
    }
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -3.4e38f, 2e12f}) {
      var error = assertThrows(DataException.class, () -> new Waveform(new float[] {0, bad}, 8000));
      assertTrue(error.getMessage().contains("sample 1 = " + bad), error.getMessage());
    }
  }

  private static void assertRefused(Path path, String reason) {
    var message = assertThrows(DataException.class, () -> SoundReader.read(path)).getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    assertTrue(message.contains(reason), message);
    assertEquals(1, message.lines().count(), message);
  }
}
