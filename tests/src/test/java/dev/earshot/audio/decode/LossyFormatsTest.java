package dev.earshot.audio.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats with loss give the length that ffmpeg gives, and its sound up to a small difference. */
class LossyFormatsTest {
  private static final double LEAST_DECIBELS = 50;
  private static final int BIT_RATE = 128_000;

  /**
   * Ogg Vorbis of 60 blocks of silence at 8 kHz, with a floor of type 0, which no encoder of today
   * writes.
   */
  private static final String FLOOR_0 =
      "T2dnUwACAAAAAAAAAAAHAAAAAAAAAKro+wEBHgF2b3JiaXMAAAAAAUAfAAAAAAAAAAAAAAAAAABm"
          + "AU9nZ1MAAAAAAAAAAAAABwAAAAEAAADj9EavAhBDA3ZvcmJpcwAAAAAAAAAAAQV2b3JiaXMAQkNW"
          + "AQACAAAAEAEAgGIBAIBiQAAAAAAACAD6gAAwKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEBP"
          + "Z2dTAARgBwAAAAAAAAcAAAACAAAAsi27dzwBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
          + "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
          + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "8000, 1",
    "8000, 2",
    "22050, 1",
    "22050, 2",
    "44100, 1",
    "44100, 2",
    "48000, 1",
    "48000, 2"
  })
  void lengthAndSoundAreThoseOfFfmpeg(int rate, int channels) throws Exception {
    Programs.require(Programs.FFMPEG);
    Map<Path, List<?>> files = new LinkedHashMap<>();
    files.put(folder.resolve("64k.mp3"), List.of("-c:a", "libmp3lame", "-b:a", "64k"));
    files.put(folder.resolve("24k.mp3"), List.of("-c:a", "libmp3lame", "-b:a", "24k"));
    files.put(folder.resolve("q0.ogg"), List.of("-c:a", "libvorbis", "-q:a", "0"));
    files.put(folder.resolve("q4.ogg"), List.of("-c:a", "libvorbis", "-q:a", "4"));
    Programs.encoded(files, rate, channels);
    check(List.copyOf(files.keySet()), "%d Hz, %d channels".formatted(rate, channels));
  }

  /** The reference is libopus: ffmpeg's own decoder of Opus differs from it at low rates. */
  @ParameterizedTest
  @CsvSource({"8000, 1", "8000, 2", "48000, 1", "48000, 2"})
  void opusIsThatOfLibopus(int rate, int channels) throws Exception {
    Programs.require(Programs.FFMPEG);
    Map<Path, List<?>> files = new LinkedHashMap<>();
    files.put(folder.resolve("64k.opus"), List.of("-c:a", "libopus", "-b:a", "64k"));
    files.put(folder.resolve("48k.opus"), List.of("-c:a", "libopus", "-b:a", "48k"));
    Programs.encoded(files, rate, channels);
    check(
        List.copyOf(files.keySet()),
        "%d Hz, %d channels".formatted(rate, channels),
        "-c:a",
        "libopus");
  }

  @Test
  void mp3OfEveryShape() throws Exception {
    Programs.require(Programs.FFMPEG);
    Map<Path, List<?>> files = new LinkedHashMap<>();
    files.put(folder.resolve("best.mp3"), List.of("-q:a", "2"));
    files.put(folder.resolve("worst.mp3"), List.of("-q:a", "9"));
    files.put(folder.resolve("untagged.mp3"), List.of("-write_xing", "0"));
    files.put(folder.resolve("separate.mp3"), List.of("-joint_stereo", "0"));
    files.put(folder.resolve("large.mp3"), List.of("-b:a", "320k"));
    files.put(folder.resolve("inside.wav"), List.of("-c:a", "libmp3lame", "-b:a", "128k"));
    Programs.encoded(files, 44_100, 2);
    check(List.copyOf(files.keySet()), "44100 Hz, 2 channels");
  }

  /** Ogg files may be joined. */
  @ParameterizedTest
  @ValueSource(strings = {"ogg", "opus"})
  void severalStreamsInOneFile(String end) throws Exception {
    Programs.require(Programs.FFMPEG);
    var file = folder.resolve("one." + end);
    Programs.encoded(file, 48_000, 1, "-c:a", end.equals("ogg") ? "libvorbis" : "libopus");
    var once = Files.readAllBytes(file);
    var one = Collected.of(file).amplitudes();
    Files.write(file, once, StandardOpenOption.APPEND);
    var two = Collected.of(file).amplitudes();
    assertEquals(2 * one.length, two.length);
    assertArrayEquals(one, Arrays.copyOfRange(two, one.length, two.length));
  }

  /** A file that was cut begins within a frame, and its first frames miss what they refer to. */
  @Test
  void mp3ThatWasCut() throws Exception {
    Programs.require(Programs.FFMPEG);
    var file = folder.resolve("cut.mp3");
    Programs.encoded(file, 44_100, 2, "-c:a", "libmp3lame", "-b:a", "64k");
    var whole = Collected.of(file).amplitudes();
    var bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOfRange(bytes, 3000, bytes.length));
    var cut = Collected.of(file).amplitudes();
    // The end is the same; the cut file has no tag, so nothing is taken off there.
    int frame = 2 * 1152;
    int lost = (whole.length - cut.length) / frame;
    assertTrue(lost >= 10 && lost < 20, lost + " frames are gone");
    double least = 0;
    for (int shift = 0; shift < 4 * 1152; shift++) {
      int length = whole.length / 2;
      int from = cut.length - shift - length;
      var tail = Arrays.copyOfRange(cut, from, from + length);
      least =
          Math.max(
              least,
              decibels(Arrays.copyOfRange(whole, whole.length - length, whole.length), tail));
    }
    assertTrue(least > 60, "%.1f dB".formatted(least));
  }

  /** No encoder of today writes intensity stereo: other headers make a file that has it. */
  @Test
  void intensityStereoHasTheMeanOfFfmpeg() throws Exception {
    Programs.require(Programs.FFMPEG);
    var file = folder.resolve("plain.mp3");
    Programs.encoded(file, 44_100, 2, "-b:a", BIT_RATE, "-joint_stereo", "0");
    var joined = folder.resolve("intensity.mp3");
    Files.write(joined, joined(Files.readAllBytes(file), 1, 0));
    var ours = SoundReader.read(joined, 10, SoundDecoders.named("mp3")).samples();
    var expected = SoundReader.read(joined, 10, SoundDecoders.named("ffmpeg")).samples();
    assertEquals(expected.length, ours.length);
    double decibels = decibels(doubles(expected), doubles(ours));
    assertTrue(decibels >= LEAST_DECIBELS, "%.1f dB".formatted(decibels));
  }

  /** A kind of intensity stereo far behind the start of a file, and another one in MPEG-2. */
  @ParameterizedTest
  @CsvSource({"44100, 3, 20", "22050, 1, 2"})
  void ffmpegReadsOtherIntensityStereo(int rate, int joint, int from) throws Exception {
    Programs.require(Programs.FFMPEG);
    var file = folder.resolve("plain.mp3");
    Programs.encoded(file, rate, 2, "-b:a", BIT_RATE, "-joint_stereo", "0");
    Files.write(file, joined(Files.readAllBytes(file), joint, from));
    assertArrayEquals(
        Collected.of(file, SoundDecoders.named("ffmpeg")).scaled(), Collected.of(file).scaled());
    refused(file, SoundDecoders.named("mp3"), "its intensity stereo is of a kind that only ffmpeg");
  }

  /** The same frames, marked as joint stereo of a kind from one of them on. */
  private static byte[] joined(byte[] bytes, int joint, int from) {
    int at = 10 + (bytes[8] << 7 | bytes[9]); // behind the ID3 tag
    for (int frame = 0; at < bytes.length; frame++) {
      boolean first = (bytes[at + 1] & 8) != 0;
      int padding = bytes[at + 2] >> 1 & 1;
      if (frame >= from) {
        bytes[at + 3] = (byte) (bytes[at + 3] & 0x0F | 1 << 6 | joint << 4);
      }
      at += (first ? 144 * BIT_RATE / 44_100 : 72 * BIT_RATE / 22_050) + padding;
    }
    return bytes;
  }

  private static double[] doubles(float[] samples) {
    var doubles = new double[samples.length];
    Arrays.setAll(doubles, i -> samples[i]);
    return doubles;
  }

  private static void refused(Path file, SoundDecoders decoders, String words) {
    var error = assertThrows(DataException.class, () -> Collected.of(file, decoders));
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }

  @Test
  void ffmpegReadsOldFloorsOfVorbis() throws Exception {
    var file = Files.write(folder.resolve("old.ogg"), Base64.getDecoder().decode(FLOOR_0));
    refused(file, SoundDecoders.named("vorbis"), "its floors are of type 0");
    try (var stream = Files.newInputStream(file)) {
      var error = assertThrows(DataException.class, () -> SoundReader.read(stream, "stream"));
      assertTrue(error.getMessage().contains("its floors are of type 0"), error.getMessage());
    }
    Programs.require(Programs.FFMPEG);
    assertEquals(Programs.decoded(file).length, Collected.of(file).scaled().length);
  }

  private static void check(List<Path> files, String what, Object... options) throws Exception {
    var expected = Programs.decoded(files, options);
    var all = SoundDecoders.all().stream().filter(decoder -> !decoder.name().equals("ffmpeg"));
    var decoders = SoundDecoders.of(all.toList());
    for (int i = 0; i < files.size(); i++) {
      var ours = Collected.of(files.get(i), decoders).amplitudes();
      double decibels = decibels(expected.get(i), ours);
      var name = files.get(i).getFileName() + ", " + what;
      System.out.printf("%s: %.1f dB, length %d%n", name, decibels, ours.length);
      assertEquals(expected.get(i).length, ours.length, name);
      assertTrue(decibels >= LEAST_DECIBELS, "%s: %.1f dB".formatted(name, decibels));
    }
  }

  private static double decibels(double[] expected, double[] actual) {
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < Math.min(expected.length, actual.length); i++) {
      signal += expected[i] * expected[i];
      noise += Math.pow(expected[i] - actual[i], 2);
    }
    return 10 * Math.log10(signal / noise);
  }

  /** The name looks like an option and an address. */
  @ParameterizedTest
  @CsvSource({"-i http:x%d.m4a, aac", "'a;b\"c d.wma', wmav2", "x.mka, flac"})
  void ffmpegReadsTheRest(String name, String coder) throws Exception {
    Programs.require(Programs.FFMPEG);
    var file = folder.resolve(name);
    var plain = folder.resolve("plain." + name.substring(name.lastIndexOf('.') + 1));
    Programs.encoded(plain, 44_100, 2, "-c:a", coder);
    Files.move(plain, file);
    var same = Files.copy(file, plain);
    var ours = Collected.of(file).scaled();
    var expected = Programs.decoded(same);
    var single = new double[expected.length];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) expected[i];
    }
    assertArrayEquals(single, ours);
  }

  @Test
  void everyFormatCanBeReadByFfmpegIfItIsChosen() throws Exception {
    Programs.require(Programs.FFMPEG);
    Map<Path, List<?>> files = new LinkedHashMap<>();
    for (var end : List.of("wav", "flac", "aiff", "mp3", "ogg", "opus")) {
      files.put(folder.resolve("x." + end), List.of());
    }
    Programs.encoded(files, 48_000, 1);
    var expected = Programs.decoded(List.copyOf(files.keySet())).iterator();
    var ffmpeg = SoundDecoders.named("ffmpeg");
    for (var file : files.keySet()) {
      assertEquals(expected.next().length, Collected.of(file, ffmpeg).scaled().length);
    }
  }
}
