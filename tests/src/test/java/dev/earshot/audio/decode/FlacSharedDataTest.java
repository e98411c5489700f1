package dev.earshot.audio.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.SharedData;
import dev.earshot.audio.SoundInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real FLAC files, each of which carries the MD5 that its decoder must arrive at. */
class FlacSharedDataTest {
  @Test
  void everyFileDecodesToTheSamplesThatWereEncoded() throws IOException {
    int files = 0;
    double seconds = 0;
    for (var path : flacFiles(SharedData.path("."))) {
      var bytes = Files.readAllBytes(path);
      var in = new SoundInput(new ByteArrayInputStream(bytes, 8, bytes.length - 8), bytes.length);
      var info = FlacStreamInfo.read(in, bytes[7]);
      boolean hasMd5 = false;
      for (byte b : info.md5()) {
        hasMd5 |= b != 0;
      }
      assertTrue(hasMd5, path + " has no MD5, so its decoding proves nothing");
      var waveform = SoundReader.read(path); // Throws when the MD5 differs.
      assertEquals(info.totalSamples(), waveform.samples().length, path.toString());
      assertEquals(info.sampleRate(), waveform.sampleRate(), path.toString());
      files++;
      seconds += waveform.seconds();
    }
    System.out.printf("FLAC: %d files, %.0f s, agree with their MD5%n", files, seconds);
    assertTrue(files >= 935, files + " files");
  }

  private static List<Path> flacFiles(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths.filter(path -> path.toString().endsWith(".flac")).sorted().toList();
    }
  }
}
