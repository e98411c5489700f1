package dev.earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
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
        var waveform = WavFile.decode(wav(tag, bits, channels, extensible), 0);
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
    assertEquals(1f, WavFile.decode(wav(PCM, 16, 1, false), 0).samples()[1]);
    assertEquals(1f, WavFile.decode(wav(PCM, 8, 1, false), 0).samples()[1]);
  }

  @Test
  void chunksOfOddSizeArePadded() {
    var plain = wav(PCM, 16, 1, false);
    var extra = new byte[plain.length + 8 + 3 + 1];
    System.arraycopy(plain, 0, extra, 0, 12);
    System.arraycopy(new byte[] {'n', 'o', 't', 'e', 3, 0, 0, 0, 1, 2, 3, 0}, 0, extra, 12, 12);
    System.arraycopy(plain, 12, extra, 24, plain.length - 12);
    assertArrayEquals(WavFile.decode(plain, 0).samples(), WavFile.decode(extra, 0).samples());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 0x7FFFF000, 0x80000000})
  void headersThatWereNeverFinishedMeanTheRestOfTheFile(int size) {
    var stream = wav(PCM, 16, 1, false);
    ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).putInt(4, size).putInt(40, size);
    assertEquals(LEFT.length, WavFile.decode(stream, 0).samples().length);
  }

  @Test
  void finishedHeaderWithoutSoundIsEmpty() throws IOException {
    var file = folder.resolve("empty.wav");
    WavFile.write(file, new Waveform(new float[0], 8000));
    Files.write(file, new byte[] {'n', 'o', 't', 'e', 0, 0, 0, 0}, StandardOpenOption.APPEND);
    var bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, bytes.length - 8);
    assertEquals(0, WavFile.decode(bytes, 0).samples().length);
  }

  @Test
  void truncatedSoundIsNamedWithItsLength() {
    var whole = wav(PCM, 16, 1, false);
    var error =
        assertThrows(
            AudioException.class, () -> WavFile.decode(Arrays.copyOf(whole, whole.length - 4), 0));
    assertTrue(error.getMessage().contains("cut short"), error.getMessage());
  }

  @Test
  void everyTruncatedHeaderIsAnAudioException() {
    var whole = wav(PCM, 16, 1, true);
    for (int length = 0; length < whole.length; length++) {
      var cut = Arrays.copyOf(whole, length);
      assertThrows(AudioException.class, () -> WavFile.decode(cut, 0), "length " + length);
    }
  }

  @Test
  void flippedBitsOfTheHeaderAreFoundOrHarmless() {
    int found = 0;
    var good = wav(PCM, 16, 2, true);
    for (int bit = 0; bit < 8 * (good.length - 4 * LEFT.length); bit++) {
      var bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        WavFile.decode(bad, 0);
      } catch (AudioException e) {
        found++;
      }
    }
    assertTrue(found > 100, found + " found");
  }

  @Test
  void otherCodingsAreNamed() {
    var law = wav(PCM, 8, 1, false);
    law[20] = 7;
    var error = assertThrows(AudioException.class, () -> WavFile.decode(law, 0));
    assertTrue(error.getMessage().contains("format 7"), error.getMessage());
  }

  @Test
  void samplesThatAreNoNumbersAreRefused() {
    var wav = wav(FLOAT, 32, 1, false);
    ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putFloat(44 + 8, Float.NaN);
    var error = assertThrows(AudioException.class, () -> WavFile.decode(wav, 0));
    assertTrue(error.getMessage().contains("sample 2 = NaN"), error.getMessage());
  }

  @Test
  void whatIsWrittenReadsBackAndClips() throws IOException {
    var file = folder.resolve("tone.wav");
    Files.writeString(file, "something older");
    WavFile.write(file, new Waveform(new float[] {0.1f, -0.9f, 3, -3}, 22_050));
    var back = AudioFile.read(file);
    assertEquals(22_050, back.sampleRate());
    assertArrayEquals(new float[] {0.1f, -0.9f, 1, -1}, back.samples(), 0.51f / 32767);
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count(), "nothing is left beside the file");
    }
  }

  @Test
  void whatCannotBeWrittenLeavesTheOldFile() throws IOException {
    var file = folder.resolve("tone.wav");
    Files.writeString(file, "something older");
    var bad = new Waveform(new float[] {Float.NaN}, 8000);
    assertThrows(AudioException.class, () -> WavFile.write(file, bad));
    assertEquals("something older", Files.readString(file));
    var nowhere = folder.resolve("no/such/tone.wav");
    var good = new Waveform(new float[1], 8000);
    var error = assertThrows(AudioException.class, () -> WavFile.write(nowhere, good));
    assertTrue(error.getMessage().contains("tone.wav"), error.getMessage());
    assertFalse(Files.exists(nowhere));
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
