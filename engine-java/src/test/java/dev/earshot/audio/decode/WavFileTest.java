package dev.earshot.audio.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.Waveform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavFileTest {
  private static final float[] LEFT = {0, 1, -1, 0.5f, -0.25f, 0.125f, 0.75f};
  private static final int PCM = 1;
  private static final int FLOAT = 3;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"1, 8", "1, 16", "1, 24", "1, 32", "3, 32", "3, 64"})
  void everyFormatReadsTheSame(int tag, int bits) {
    for (int channels = 1; channels <= 3; channels++) {
      for (boolean extensible : new boolean[] {false, true}) {
        var waveform = decode(wav(tag, bits, channels, extensible));
        assertEquals(11_025, waveform.sampleRate());
        // Channel c holds the signal divided by c + 1.
        float factor = channels == 1 ? 1 : channels == 2 ? 0.75f : 11f / 18;
        var expected = new float[LEFT.length];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = LEFT[i] * factor;
        }
        float step = tag == FLOAT ? 1e-6f : Math.max(1e-6f, 0.51f / ((1L << bits - 1) - 1));
        assertArrayEquals(expected, waveform.samples(), step);
      }
    }
  }

  @Test
  void fullScaleIsOne() {
    assertEquals(1f, decode(wav(PCM, 16, 1, false)).samples()[1]);
    assertEquals(1f, decode(wav(PCM, 8, 1, false)).samples()[1]);
  }

  @Test
  void chunksOfOddSizeArePadded() {
    var plain = wav(PCM, 16, 1, false);
    var extra = new byte[plain.length + 8 + 3 + 1];
    System.arraycopy(plain, 0, extra, 0, 12);
    System.arraycopy(new byte[] {'n', 'o', 't', 'e', 3, 0, 0, 0, 1, 2, 3, 0}, 0, extra, 12, 12);
    System.arraycopy(plain, 12, extra, 24, plain.length - 12);
    assertArrayEquals(decode(plain).samples(), decode(extra).samples());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 0x7FFFF000, 0x80000000})
  void headersThatWereNeverFinishedMeanTheRestOfTheFile(int size) {
    var stream = wav(PCM, 16, 1, false);
    ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).putInt(4, size).putInt(40, size);
    assertEquals(LEFT.length, decode(stream).samples().length);
  }

  @Test
  void finishedHeaderWithoutSoundIsEmpty() throws IOException {
    var file = folder.resolve("empty.wav");
    WavFile.write(file, new Waveform(new float[0], 8000));
    Files.write(file, new byte[] {'n', 'o', 't', 'e', 0, 0, 0, 0}, StandardOpenOption.APPEND);
    var bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, bytes.length - 8);
    var error = assertThrows(DataException.class, () -> decode(bytes));
    assertTrue(error.getMessage().contains("no samples"), error.getMessage());
  }

  /** The header may state a few samples more than there are, by a second or half at most. */
  @ParameterizedTest
  @CsvSource({
    "8000, 16, true",
    "8000, 8000, true",
    "8000, 8002, false",
    "100000, 16000, true",
    "100000, 16002, false"
  })
  void whatIsLittleTooShortIsReadToItsEnd(int bytes, int missing, boolean read) {
    var waveform = new Waveform(new float[(bytes + missing) / 2], 8000);
    var file = folder.resolve("short.wav");
    WavFile.write(file, waveform);
    var cut = assertDoesNotThrow(() -> Arrays.copyOf(Files.readAllBytes(file), 44 + bytes));
    assertDoesNotThrow(() -> Files.write(file, cut));
    if (read) {
      assertEquals(bytes / 2, decode(cut).samples().length);
      var clip = SoundReader.decode(file, 60, Optional.empty(), SoundDecoders.auto());
      assertEquals(bytes / 2, clip.waveform().samples().length);
      assertTrue(clip.notes().contains(ClipNote.CUT_SHORT));
    } else {
      var error = assertThrows(DataException.class, () -> decode(cut));
      var difference = "%d of the %d bytes".formatted(missing, bytes + missing);
      assertTrue(error.getMessage().contains(difference), error.getMessage());
      assertEquals(
          error.getMessage().replace("test: ", file + ": "),
          assertThrows(DataException.class, () -> SoundReader.read(file)).getMessage());
    }
  }

  @Test
  void everyTruncatedHeaderIsAnAudioException() {
    var whole = wav(PCM, 16, 1, true);
    for (int length = 0; length < whole.length - LEFT.length; length++) {
      var cut = Arrays.copyOf(whole, length);
      assertThrows(DataException.class, () -> decode(cut), "length " + length);
    }
  }

  /** The bit depth decides. Columns: bits, channels, block align, byte rate / sample rate. */
  @ParameterizedTest
  @CsvSource({
    "16, 1, 0, 0", "16, 1, 0, 2", "16, 1, 3, 2", "16, 1, 4, 2", "16, 2, 2, 4", "16, 2, 7, 9",
    "8, 2, 4, 2", "8, 2, 3, 0", "8, 1, 2, 1", "24, 1, 4, 3", "24, 2, 6, 1", "32, 1, 65535, 4",
    "32, 2, 1, 8"
  })
  void wrongBlockAlignChangesNoSample(int bits, int channels, int align, int rates) {
    var right = wav(PCM, bits, channels, false);
    var wrong = right.clone();
    ByteBuffer.wrap(wrong)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(28, 11_025 * rates)
        .putShort(32, (short) align);
    assertArrayEquals(decode(right).samples(), decode(wrong).samples());
  }

  /** Block align and byte rate agree on another size than the bit depth: which is right? */
  @ParameterizedTest
  @CsvSource({"16, 1, 3", "16, 1, 4", "8, 2, 4", "8, 1, 2", "16, 2, 2", "32, 1, 2", "24, 2, 4"})
  void contradictionsAboutBlockAlignAreNamed(int bits, int channels, int align) {
    var wrong = wav(PCM, bits, channels, false);
    ByteBuffer.wrap(wrong)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(28, 11_025 * align)
        .putShort(32, (short) align);
    var error = assertThrows(DataException.class, () -> decode(wrong));
    assertTrue(error.getMessage().contains("block align of " + align), error.getMessage());
  }

  @Test
  void twentyFourBitsInFourBytesAreLeftJustified() {
    var wide = wav(PCM, 32, 2, false);
    ByteBuffer.wrap(wide).order(ByteOrder.LITTLE_ENDIAN).putShort(34, (short) 24);
    assertArrayEquals(decode(wav(PCM, 32, 2, false)).samples(), decode(wide).samples());
  }

  @ParameterizedTest
  @CsvSource({
    "24, 1, sample rate of 1 Hz",
    "24, 99, sample rate of 99 Hz",
    "24, 15999999, 15999999 Hz",
    "24, 2147483647, 2147483647 Hz",
    "24, -1, sample rate of -1 Hz",
    "24, 0, sample rate of 0 Hz"
  })
  void implausibleRatesAreNamed(int at, int value, String words) {
    var bad = wav(PCM, 16, 1, false);
    ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    var error = assertThrows(DataException.class, () -> decode(bad));
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1025, 65535})
  void implausibleNumbersOfChannelsAreNamed(int channels) {
    var bad = wav(PCM, 16, 1, false);
    ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putShort(22, (short) channels);
    var error = assertThrows(DataException.class, () -> decode(bad));
    assertTrue(error.getMessage().contains(channels + " channels"), error.getMessage());
  }

  @Test
  void flippedBitsOfTheHeaderAreFoundOrHarmless() {
    int found = 0;
    var good = wav(PCM, 16, 2, true);
    for (int bit = 0; bit < 8 * (good.length - 4 * LEFT.length); bit++) {
      var bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        decode(bad);
      } catch (DataException e) {
        found++;
      }
    }
    assertTrue(found > 100, found + " found");
  }

  @Test
  void otherCodingsAreNamed() {
    var law = wav(PCM, 8, 1, false);
    law[20] = 0x31;
    var error = assertThrows(DataException.class, () -> decode(law));
    assertTrue(error.getMessage().contains("another coding"), error.getMessage());
  }

  @Test
  void samplesThatAreNoNumbersAreRefused() {
    var wav = wav(FLOAT, 32, 1, false);
    ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putFloat(44 + 8, Float.NaN);
    var error = assertThrows(DataException.class, () -> decode(wav));
    assertTrue(error.getMessage().contains("sample 2 = NaN"), error.getMessage());
    ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putFloat(44 + 8, -3.4e38f);
    var loud = assertThrows(DataException.class, () -> decode(wav));
    assertTrue(loud.getMessage().contains("sample 2 = -3.4E38"), loud.getMessage());
  }

  @Test
  void whatIsWrittenReadsBackAndClips() throws IOException {
    var file = folder.resolve("tone.wav");
    Files.writeString(file, "something older");
    WavFile.write(file, new Waveform(new float[] {0.1f, -0.9f, 3, -3}, 22_050));
    var back = SoundReader.read(file);
    assertEquals(22_050, back.sampleRate());
    assertArrayEquals(new float[] {0.1f, -0.9f, 1, -1}, back.samples(), 0.51f / 32767);
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count(), "nothing is left beside the file");
    }
  }

  @Test
  void whatCannotBeWrittenLeavesTheOldFile() throws IOException {
    var file = folder.resolve("tone.wav");
    Files.createDirectories(file.resolve("in the way"));
    var sound = new Waveform(new float[1], 8000);
    assertThrows(DataException.class, () -> WavFile.write(file, sound));
    assertTrue(Files.isDirectory(file.resolve("in the way")));
    var nowhere = folder.resolve("no/such/tone.wav");
    var error = assertThrows(DataException.class, () -> WavFile.write(nowhere, sound));
    assertTrue(error.getMessage().contains("tone.wav"), error.getMessage());
    assertFalse(Files.exists(nowhere));
  }

  private static Waveform decode(byte[] bytes) {
    return SoundReader.read(new ByteArrayInputStream(bytes), "test");
  }

  private static byte[] wav(int tag, int bits, int channels, boolean extensible) {
    int width = bits / 8;
    int size = LEFT.length * channels * width;
    int fmt = extensible ? 40 : 16;
    int padded = size + (size & 1);
    var out = ByteBuffer.allocate(12 + 8 + fmt + 8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(out.capacity() - 8).put(ascii("WAVEfmt ")).putInt(fmt);
    out.putShort((short) (extensible ? 0xFFFE : tag)).putShort((short) channels);
    out.putInt(11_025).putInt(11_025 * channels * width);
    out.putShort((short) (channels * width)).putShort((short) bits);
    if (extensible) {
      out.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) tag);
      out.put(new byte[14]);
    }
    out.put(ascii("data")).putInt(size);
    for (float value : LEFT) {
      for (int c = 0; c < channels; c++) {
        put(out, tag, bits, value / (c + 1));
      }
    }
    return out.array();
  }

  private static void put(ByteBuffer out, int tag, int bits, double value) {
    if (tag == FLOAT) {
      if (bits == 32) {
        out.putFloat((float) value);
      } else {
        out.putDouble(value);
      }
      return;
    }
    long level = Math.round(value * ((1L << bits - 1) - 1)) + (bits == 8 ? 128 : 0);
    for (int b = 0; b < bits; b += 8) {
      out.put((byte) (level >> b));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
