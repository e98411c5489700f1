package dev.earshot.fuzz;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small sound files without a compression that a program of its own must make. */
final class SoundSeeds {
  private SoundSeeds() {}

  static List<byte[]> waves(Path file) throws IOException {
    List<byte[]> all = new ArrayList<>();
    WavFile.write(file, new Waveform(new float[] {0, 0.5f, -0.5f, 1, -1, 0.25f, 0}, 16_000));
    byte[] plain = FuzzSeeds.taken(file);
    all.add(plain);
    for (int[] kind :
        new int[][] {{1, 8, 2}, {1, 16, 2}, {1, 24, 1}, {1, 32, 1}, {3, 32, 2}, {3, 64, 1}}) {
      all.add(wave(kind[0], kind[1], kind[2], false));
    }
    for (int format : new int[] {6, 7}) {
      all.add(wave(format, 8, 2, false));
    }
    // Of ADPCM, blocks of two channels of which the second is not complete.
    for (int format : new int[] {2, 0x11}) {
      byte[] blocks = wave(format, 32, 8, false);
      ByteBuffer.wrap(blocks)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putShort(22, (short) 2)
          .putShort(32, (short) 260)
          .putShort(34, (short) 4);
      all.add(blocks);
    }
    all.add(wave(1, 16, 1, true));
    // A tag of ten bytes and four of content before the file.
    var tagged = new ByteArrayOutputStream();
    tagged.writeBytes(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4});
    tagged.writeBytes(plain);
    all.add(tagged.toByteArray());
    return all;
  }

  private static byte[] wave(int format, int bits, int channels, boolean extensible) {
    int frames = 12;
    int align = channels * bits / 8;
    int description = extensible ? 40 : 16;
    var wave =
        ByteBuffer.allocate(28 + description + 10 + frames * align).order(ByteOrder.LITTLE_ENDIAN);
    wave.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(wave.capacity() - 8);
    wave.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(description);
    wave.putShort((short) (extensible ? 0xFFFE : format)).putShort((short) channels);
    wave.putInt(8_000).putInt(8_000 * align).putShort((short) align).putShort((short) bits);
    if (extensible) {
      wave.putShort((short) 22).putShort((short) bits).putInt(4).putShort((short) format);
      wave.put(
          new byte[] {
            0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
          });
    }
    wave.put("LIST".getBytes(StandardCharsets.US_ASCII)).putInt(2).putShort((short) 7);
    wave.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(frames * align);
    for (int i = 0; wave.hasRemaining(); i++) {
      wave.put((byte) (i * 7));
    }
    return wave.array();
  }

  static byte[] aiff(String compression, int bits) {
    int sound = 2 * 34 * 3;
    int frames = compression.equals("ima4") ? 3 : sound / 2 / (bits / 8);
    var file = ByteBuffer.allocate(12 + 8 + 24 + 8 + 8 + sound);
    file.put(ascii("FORM")).putInt(file.capacity() - 8).put(ascii("AIFC"));
    file.put(ascii("COMM")).putInt(24).putShort((short) 2).putInt(frames).putShort((short) bits);
    // 8000 as a number of 80 bits.
    file.putShort((short) (16_383 + 12)).putLong(8000L << 51).put(ascii(compression));
    file.putShort((short) 0).put(ascii("SSND")).putInt(8 + sound).putLong(0);
    return filled(file);
  }

  static byte[] au(int coding) {
    var file = ByteBuffer.allocate(24 + 96);
    file.put(ascii(".snd")).putInt(24).putInt(96).putInt(coding).putInt(8000).putInt(2);
    return filled(file);
  }

  static byte[] wave64() {
    var file = ByteBuffer.allocate(40 + 24 + 16 + 24 + 96).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("riff")).put(new byte[12]).putLong(file.capacity());
    file.put(ascii("wave")).put(new byte[12]);
    file.put(ascii("fmt ")).put(new byte[12]).putLong(24 + 16);
    file.putShort((short) 1).putShort((short) 2).putInt(8000).putInt(32_000);
    file.putShort((short) 4).putShort((short) 16);
    file.put(ascii("data")).put(new byte[12]).putLong(24 + 96);
    return filled(file);
  }

  static byte[] caf(String coding, int bits, int flags) {
    int sound = 2 * 34 * 3;
    var file = ByteBuffer.allocate(8 + 12 + 32 + 12 + 24 + 12 + 4 + sound);
    file.put(ascii("caff")).putInt(1 << 16).put(ascii("desc")).putLong(32).putDouble(8000);
    file.put(ascii(coding)).putInt(flags).putInt(bits == 0 ? 68 : bits / 4);
    file.putInt(bits == 0 ? 64 : 1).putInt(2).putInt(bits);
    file.put(ascii("pakt")).putLong(24).putLong(3).putLong(190).putLong(0);
    file.put(ascii("data")).putLong(4 + sound).putInt(0);
    return filled(file);
  }

  private static byte[] filled(ByteBuffer file) {
    for (int i = 0; file.hasRemaining(); i++) {
      file.put((byte) (i * 7));
    }
    return file.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
