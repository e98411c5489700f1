package dev.earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats without loss give the bits that ffmpeg and libsndfile give for the same files. */
class LosslessFormatsTest {
  private static final int RATE = 22_050;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "wav, pcm_u8",
    "wav, pcm_s16le",
    "wav, pcm_s24le",
    "wav, pcm_s32le",
    "wav, pcm_f32le",
    "wav, pcm_f64le",
    "wav, pcm_alaw",
    "wav, pcm_mulaw",
    "flac, flac",
    "aiff, pcm_s8",
    "aiff, pcm_s16be",
    "aiff, pcm_s24be",
    "aiff, pcm_s32be",
    "aiff, pcm_f32be",
    "aiff, pcm_f64be",
    "aiff, pcm_alaw",
    "aiff, pcm_mulaw",
    "aiff, pcm_s16le",
    "caf, pcm_s8",
    "caf, pcm_s16be",
    "caf, pcm_s16le",
    "caf, pcm_s24be",
    "caf, pcm_s24le",
    "caf, pcm_s32be",
    "caf, pcm_s32le",
    "caf, pcm_f32be",
    "caf, pcm_f32le",
    "caf, pcm_f64be",
    "caf, pcm_f64le",
    "caf, pcm_alaw",
    "caf, pcm_mulaw",
    "au, pcm_s8",
    "au, pcm_s16be",
    "au, pcm_s24be",
    "au, pcm_s32be",
    "au, pcm_f32be",
    "au, pcm_f64be",
    "au, pcm_alaw",
    "au, pcm_mulaw",
    "w64, pcm_s16le",
    "w64, pcm_s24le",
    "w64, pcm_f32le"
  })
  void everyBitIsThatOfFfmpeg(String end, String coding) throws Exception {
    Programs.require(Programs.FFMPEG);
    for (int channels : new int[] {1, 6}) {
      var file = folder.resolve("c%d.%s".formatted(channels, end));
      Programs.encoded(file, RATE, channels, "-c:a", coding);
      var ours = Collected.of(file, SoundDecoders.of(List.of()));
      assertEquals(RATE, ours.format().sampleRate());
      assertEquals(channels, ours.format().channels());
      assertArrayEquals(Programs.decoded(file), ours.scaled(), coding);
    }
  }

  @Test
  void largeWavFilesHaveOtherHeaders() throws Exception {
    Programs.require(Programs.FFMPEG);
    var file = folder.resolve("large.wav");
    Programs.encoded(file, RATE, 2, "-rf64", "always", "-c:a", "pcm_s24le");
    var bytes = Files.readAllBytes(file);
    assertEquals("RF64", new String(bytes, 0, 4));
    var expected = Programs.decoded(file);
    assertArrayEquals(expected, Collected.of(file, SoundDecoders.of(List.of())).scaled());
    bytes[0] = 'B';
    bytes[1] = 'W';
    Files.write(file, bytes);
    assertArrayEquals(expected, Collected.of(file, SoundDecoders.of(List.of())).scaled());
  }

  /** Encoded by each of the two, decoded by libsndfile. */
  @ParameterizedTest
  @CsvSource({
    "wav, -ima-adpcm, ''",
    "wav, -ms-adpcm, ''",
    "wav, -alaw, ''",
    "wav, -ulaw, ''",
    "wav, '', adpcm_ima_wav",
    "wav, '', adpcm_ms",
    "aif, '', adpcm_ima_qt",
    "aif, -alaw, ''",
    "aif, -ulaw, ''",
    "wav, -pcmu8, ''",
    "aif, -pcms8, ''",
    "aif, -pcmu8, ''",
    "caf, -alaw, ''",
    "caf, -pcm24, ''"
  })
  void everyBitIsThatOfLibsndfile(String end, String libsndfile, String ffmpeg) throws Exception {
    Programs.require(Programs.FFMPEG, Programs.SNDFILE);
    for (int channels : new int[] {1, 2}) {
      var plain = folder.resolve("plain.wav");
      Programs.encoded(plain, RATE, channels, "-c:a", "pcm_s16le");
      var file = folder.resolve("coded." + end);
      if (ffmpeg.isEmpty()) {
        Programs.run(List.of(Programs.SNDFILE, libsndfile, plain.toString(), file.toString()));
      } else {
        Programs.ffmpeg("-i", plain, "-c:a", ffmpeg, "-f", end.equals("aif") ? "aiff" : end, file);
      }
      assertSameAsLibsndfile(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-pcm16", "-pcm24", "-pcm32", "-float32", "-float64"})
  void theOtherByteOrderOfWavIsRead(String coding) throws Exception {
    Programs.require(Programs.FFMPEG, Programs.SNDFILE);
    var plain = folder.resolve("plain.wav");
    Programs.encoded(plain, RATE, 2, "-c:a", "pcm_s16le");
    var big = folder.resolve("big.wav");
    Programs.run(
        List.of(Programs.SNDFILE, "-endian=big", coding, plain.toString(), big.toString()));
    assertEquals("RIFX", new String(Files.readAllBytes(big), 0, 4));
    var little = folder.resolve("little.wav");
    Programs.run(List.of(Programs.SNDFILE, coding, plain.toString(), little.toString()));
    // ffmpeg takes RIFX for RIFF.
    assertArrayEquals(
        Programs.decoded(little), Collected.of(big, SoundDecoders.of(List.of())).scaled());
  }

  private void assertSameAsLibsndfile(Path file) throws IOException, InterruptedException {
    var decoded = folder.resolve("decoded.wav");
    Programs.run(List.of(Programs.SNDFILE, "-pcm32", file.toString(), decoded.toString()));
    var expected = Collected.of(decoded).scaled();
    var ours = Collected.of(file, SoundDecoders.of(List.of()));
    assertEquals(RATE, ours.format().sampleRate());
    var actual = ours.scaled();
    // libsndfile does not take the padding off the last block.
    int length = actual.length;
    int padding = (expected.length - length) / ours.format().channels();
    assertTrue(padding >= 0 && padding < 4100, padding + " samples of padding");
    assertArrayEquals(Arrays.copyOf(expected, length), actual);
  }
}
