package dev.earshot.audio.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.DataException;
import dev.earshot.audio.SoundInput;
import dev.earshot.sndfile.SndfileSoundDecoder;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SndfileSoundDecoderTest {
  @TempDir private Path folder;

  @BeforeEach
  void isThere() {
    var reason = new SndfileSoundDecoder().whyNot();
    assumeTrue(reason.isEmpty(), reason::get);
  }

  /** Scaled by the engine, so the same to the bit as with the engine's own decoders. */
  @Test
  void readsTheSame() throws Exception {
    Programs.require(Programs.FFMPEG);
    Map<Path, List<?>> files = new LinkedHashMap<>();
    for (var coding : List.of("u8", "s16le", "s24le", "s32le", "f32le")) {
      files.put(folder.resolve(coding + ".wav"), List.of("-c:a", "pcm_" + coding));
    }
    files.put(folder.resolve("x.flac"), List.of());
    files.put(folder.resolve("x.aiff"), List.of("-c:a", "pcm_s24be"));
    Programs.encoded(files, 22_050, 2);
    for (var file : files.keySet()) {
      var own = Collected.of(file, SoundDecoders.of(List.of()));
      var library = Collected.of(file, SoundDecoders.named("sndfile"));
      assertEquals(own.format().fullScale(), library.format().fullScale());
      assertArrayEquals(own.amplitudes(), library.amplitudes());
    }
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
