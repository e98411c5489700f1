package dev.earshot.audio.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.FlacWriter;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.audio.features.KnownEncoders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A change of features must raise a version, or the caches of users would go on giving the features
 * of before. If this test fails and the change is meant: raise {@link KnownClips#VERSION} if it is
 * in reading, mixing or resampling, else the encoder's or the decoder's {@code version()}; then
 * store the new checksum here, under the new versions.
 */
class FeatureVersionTest {
  /** Checksums of features by encoder, version of reading and version of the encoder. */
  private static final Map<String, String> STORED =
      Map.of("logmel 1 1", "854fb4753f28a803", "lld 1 1", "62206e960b169ec0");

  @TempDir private Path folder;

  @Test
  void otherFeaturesNeedAnotherVersion() throws Exception {
    // Java's own logarithms and sines may differ in the last bit on other processors.
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "the checksums are of another system");
    var files = clips();
    for (var encoder : KnownEncoders.builtIn()) {
      var versions = "%s %s %s".formatted(encoder.name(), KnownClips.VERSION, encoder.version());
      var extractor =
          new FeatureExtractor(encoder, 1, true, 60, SoundDecoders.of(List.of()), Optional.empty());
      assertEquals(
          STORED.get(versions),
          checksum(extractor.extract(files, (done, total) -> {}).clips()),
          versions + ": the features have changed; see the comment of this test");
    }
  }

  /** WAV and FLAC, of rates that are resampled and not, with one and two channels. */
  private List<Path> clips() throws IOException {
    var files = new ArrayList<Path>();
    int[] rates = {8_000, 16_000, 22_050, 44_100, 48_000};
    for (int i = 0; i < rates.length; i++) {
      var random = new Random(i);
      var channels = new long[1 + i % 2][rates[i] / 2];
      for (var channel : channels) {
        for (int k = 0; k < channel.length; k++) {
          channel[k] = Math.floorMod(60L * k, 9000) + random.nextInt(2000) - 5000;
        }
      }
      var flac = new FlacWriter(random, rates[i], 16, FlacWriter.Stereo.INDEPENDENT);
      files.add(Files.write(folder.resolve(i + ".flac"), flac.write(channels, 1024, true)));
      var samples = new float[rates[i] / 2];
      for (int k = 0; k < samples.length; k++) {
        samples[k] = channels[0][k] / 16_384f;
      }
      files.add(folder.resolve(i + ".wav"));
      WavFile.write(files.getLast(), new Waveform(samples, rates[i]));
    }
    return files;
  }

  private static String checksum(List<FeatureExtractor.Clip> clips)
      throws NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256");
    for (var clip : clips) {
      var bytes = ByteBuffer.allocate(Float.BYTES * clip.vector().length);
      bytes.asFloatBuffer().put(clip.vector());
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}
