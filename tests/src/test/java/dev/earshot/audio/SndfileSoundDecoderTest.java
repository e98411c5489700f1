package dev.earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.DataException;
import dev.earshot.sndfile.SndfileSoundDecoder;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SndfileSoundDecoderTest {
  @TempDir private Path folder;

  @BeforeEach
  void isThere() {
    var reason = new SndfileSoundDecoder().whyNot();
    assumeTrue(reason.isEmpty(), reason::get);
  }

  /** Scaled by the engine, so the same to the bit as with the engine's own decoders. */
  @ParameterizedTest
  @CsvSource({
    "wav, pcm_u8",
    "wav, pcm_s16le",
    "wav, pcm_s24le",
    "wav, pcm_s32le",
    "wav, pcm_f32le",
    "flac, flac",
    "aiff, pcm_s24be"
  })
  void readsTheSame(String end, String coding) throws Exception {
    Programs.require(Programs.FFMPEG);
    var file = folder.resolve("sound." + end);
    Programs.encoded(file, 22_050, 2, "-c:a", coding);
    var own = Collected.of(file, SoundDecoders.of(List.of()));
    var library = Collected.of(file, SoundDecoders.named("sndfile"));
    assertEquals(own.format().fullScale(), library.format().fullScale());
    assertArrayEquals(own.amplitudes(), library.amplitudes());
  }

  @Test
  void damagedFilesAreOneLine() throws Exception {
    var file = Files.writeString(folder.resolve("bad.wav"), "RIFF....WAVEfmt and so on");
    var decoders = SoundDecoders.named("sndfile");
    var error = assertThrows(DataException.class, () -> Collected.of(file, decoders));
    assertTrue(error.getMessage().contains("libsndfile"), error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
  }

  @Test
  void streamsAreRefused() {
    var in = new SoundInput(new ByteArrayInputStream(new byte[] {'f', 'L', 'a', 'C'}), 4);
    assertThrows(
        DataException.class, () -> SoundDecoders.named("sndfile").decode(in, new Collected()));
  }
}
