package dev.earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formats with loss give the length that ffmpeg gives, and its sound up to a small difference. */
class LossyFormatsTest {
  private static final double LEAST_DECIBELS = 50;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "mp3, libmp3lame, 64k",
    "mp3, libmp3lame, 24k",
    "ogg, libvorbis, 48k",
    "opus, libopus, 64k",
    "opus, libopus, 48k"
  })
  void lengthAndSoundAreThoseOfFfmpeg(String end, String coder, String bits) throws Exception {
    Programs.require(Programs.FFMPEG);
    for (int rate : new int[] {8_000, 22_050, 44_100, 48_000}) {
      for (int channels : new int[] {1, 2}) {
        if (coder.equals("libopus") && rate % 8000 != 0) {
          continue; // Opus has no such rate.
        }
        var file = folder.resolve("%d-%d.%s".formatted(rate, channels, end));
        if (coder.equals("libvorbis")) {
          Programs.encoded(file, rate, channels, "-c:a", coder, "-q:a", bits.charAt(0));
        } else {
          Programs.encoded(file, rate, channels, "-c:a", coder, "-b:a", bits);
        }
        check(file, "%s %s, %d Hz, %d channels".formatted(coder, bits, rate, channels));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-q:a, 2", "-q:a, 9", "-write_xing, 0", "-joint_stereo, 0", "-b:a, 320k"})
  void mp3OfEveryShape(String option, String value) throws Exception {
    Programs.require(Programs.FFMPEG);
    var file = folder.resolve("shape.mp3");
    Programs.encoded(file, 44_100, 2, "-c:a", "libmp3lame", option, value);
    check(file, "MP3 " + option + " " + value);
  }

  @Test
  void mp3InWav() throws Exception {
    Programs.require(Programs.FFMPEG);
    var file = folder.resolve("inside.wav");
    Programs.encoded(file, 44_100, 2, "-c:a", "libmp3lame", "-b:a", "128k");
    check(file, "MP3 in WAV");
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

  private static void check(Path file, String what) throws Exception {
    // ffmpeg's own decoder of Opus differs from the reference decoder, libopus, at low rates.
    var expected =
        file.toString().endsWith(".opus")
            ? Programs.decoded(file, "-c:a", "libopus")
            : Programs.decoded(file);
    var all = SoundDecoders.all().stream().filter(decoder -> !decoder.name().equals("ffmpeg"));
    var ours = Collected.of(file, SoundDecoders.of(all.toList())).amplitudes();
    double decibels = decibels(expected, ours);
    System.out.printf(
        "%s: %.1f dB, length %d of %d%n", what, decibels, ours.length, expected.length);
    assertEquals(expected.length, ours.length, what);
    assertTrue(decibels >= LEAST_DECIBELS, "%s: %.1f dB".formatted(what, decibels));
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
    for (var end : List.of("wav", "flac", "aiff", "mp3", "ogg", "opus")) {
      var file = folder.resolve("x." + end);
      Programs.encoded(file, 48_000, 1);
      assertEquals(
          Programs.decoded(file).length,
          Collected.of(file, SoundDecoders.named("ffmpeg")).scaled().length);
    }
  }
}
