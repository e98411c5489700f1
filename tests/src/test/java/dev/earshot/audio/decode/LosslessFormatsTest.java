package dev.earshot.audio.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats without loss give the bits that ffmpeg and libsndfile give for the same files. */
class LosslessFormatsTest {
  private static final int RATE = 22_050;

  @TempDir private Path folder;

  /** Endings of files with the codings that ffmpeg writes into them. */
  private static final Map<String, List<String>> CODINGS =
      Map.of(
          "wav",
          List.of("u8", "s16le", "s24le", "s32le", "f32le", "f64le", "alaw", "mulaw"),
          "aiff",
          List.of("s8", "s16be", "s24be", "s32be", "f32be", "f64be", "alaw", "mulaw", "s16le"),
          "caf",
          List.of(
              "s8", "s16be", "s16le", "s24be", "s24le", "s32be", "s32le", "f32be", "f32le", "f64be",
              "f64le", "alaw", "mulaw"),
          "au",
          List.of("s8", "s16be", "s24be", "s32be", "f32be", "f64be", "alaw", "mulaw"),
          "w64",
          List.of("s16le", "s24le", "f32le"));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6})
  void everyBitIsThatOfFfmpeg(int channels) throws Exception {
    Programs.require(Programs.FFMPEG);
    Map<Path, List<?>> codings = new LinkedHashMap<>();
    codings.put(folder.resolve("x.flac"), List.of());
    CODINGS.forEach((end, all) ->
        all.forEach(coding ->
            codings.put(folder.resolve(coding + "." + end), List.of("-c:a", "pcm_" + coding))));
    Programs.encoded(codings, RATE, channels);
    var files = List.copyOf(codings.keySet());
    var expected = Programs.decoded(files);
    for (int i = 0; i < files.size(); i++) {
      var ours = Collected.of(files.get(i), SoundDecoders.of(List.of()));
      assertEquals(RATE, ours.format().sampleRate());
      assertEquals(channels, ours.format().channels());
      assertArrayEquals(expected.get(i), ours.scaled(), files.get(i).toString());
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
  @ValueSource(ints = {1, 2})
  void everyBitIsThatOfLibsndfile(int channels) throws Exception {
    Programs.require(Programs.FFMPEG, Programs.SNDFILE);
    var plain = folder.resolve("plain.wav");
    Map<Path, List<?>> byFfmpeg = new LinkedHashMap<>();
    byFfmpeg.put(plain, List.of("-c:a", "pcm_s16le"));
    byFfmpeg.put(folder.resolve("ima.wav"), List.of("-c:a", "adpcm_ima_wav"));
    byFfmpeg.put(folder.resolve("ms.wav"), List.of("-c:a", "adpcm_ms"));
    byFfmpeg.put(folder.resolve("ima.aiff"), List.of("-c:a", "adpcm_ima_qt"));
    Programs.encoded(byFfmpeg, RATE, channels);
    for (var file : byFfmpeg.keySet()) {
      assertSameAsLibsndfile(file);
    }
    for (var coding :
        List.of(
            "-ima-adpcm wav",
            "-ms-adpcm wav",
            "-alaw wav",
            "-pcmu8 wav",
            "-ulaw aif",
            "-pcms8 aif",
            "-pcmu8 aif",
            "-alaw caf",
            "-pcm24 caf",
            "-pcm24 w64",
            "-ulaw au")) {
      var file = folder.resolve("coded." + coding.split(" ")[1]);
      Programs.run(
          List.of(Programs.SNDFILE, coding.split(" ")[0], plain.toString(), file.toString()));
      assertSameAsLibsndfile(file);
    }
  }

  @Test
  void theOtherByteOrderOfWavIsRead() throws Exception {
    Programs.require(Programs.FFMPEG, Programs.SNDFILE);
    var plain = folder.resolve("plain.wav");
    Programs.encoded(plain, RATE, 2, "-c:a", "pcm_s16le");
    for (var coding : List.of("-pcm16", "-pcm24", "-pcm32", "-float32", "-float64")) {
      var big = folder.resolve("big.wav");
      Programs.run(
          List.of(Programs.SNDFILE, "-endian=big", coding, plain.toString(), big.toString()));
      assertEquals("RIFX", new String(Files.readAllBytes(big), 0, 4));
      var little = folder.resolve("little.wav");
      Programs.run(List.of(Programs.SNDFILE, coding, plain.toString(), little.toString()));
      var own = SoundDecoders.of(List.of());
      assertArrayEquals(Collected.of(little, own).scaled(), Collected.of(big, own).scaled());
    }
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
