package dev.earshot.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.audio.extract.FeatureExtractor;
import dev.earshot.audio.features.KnownEncoders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a clip without enough signal gets is the same for every encoder. */
class NoSignalTest {
  @TempDir private Path folder;
  private final List<AudioEncoder> encoders = new ArrayList<>();

  @BeforeEach
  void everyKind() throws IOException {
    System.setProperty(ModelFolders.PROPERTY, folder.toString());
    new TinyNetwork(1).write(folder, "tiny");
    encoders.addAll(KnownEncoders.builtIn());
    encoders.add(KnownEncoders.named("tiny"));
    encoders.add(KnownEncoders.named("tiny#frames+lld"));
  }

  @AfterEach
  void lookWhereTheUserDoes() {
    System.clearProperty(ModelFolders.PROPERTY);
  }

  private static Waveform constant(float value, int samples, int rate) {
    var sound = new float[samples];
    Arrays.fill(sound, value);
    return new Waveform(sound, rate);
  }

  private static float[] encode(AudioEncoder encoder, Waveform sound) {
    try (var session = encoder.open()) {
      return session.encode(sound);
    }
  }

  @Test
  void aConstantIsSilence() {
    for (var encoder : encoders) {
      for (int rate : new int[] {8000, 16_000, 44_100}) {
        var silence = encode(encoder, constant(0, rate, rate));
        for (float value : silence) {
          assertTrue(Float.isFinite(value), encoder.name());
        }
        for (float value : new float[] {0.5f, -1, 1e-5f, 20}) {
          assertArrayEquals(silence, encode(encoder, constant(value, rate, rate)), encoder.name());
        }
        var quiet = constant(0.25f, rate, rate);
        quiet.samples()[rate / 2] += 0x1p-15f;
        assertArrayEquals(silence, encode(encoder, quiet), encoder.name());
      }
    }
  }

  @Test
  void lessThanAFrameIsRefused() {
    for (var encoder : encoders) {
      for (int samples : new int[] {0, 1, 399}) {
        var sound = new Waveform(new float[samples], 16_000);
        var message =
            assertThrows(DataException.class, () -> encode(encoder, sound), encoder.name())
                .getMessage();
        assertTrue(message.contains("expected at least one frame of 25 ms"), message);
      }
      assertEquals(encoder.dimension(), encode(encoder, constant(0, 400, 16_000)).length);
    }
  }

  /** A file is resampled while it is read; that makes no sound of a constant. */
  @Test
  void filesFollowTheSameRule() throws Exception {
    var files = List.of(folder.resolve("zeros.wav"), folder.resolve("constant.wav"));
    WavFile.write(files.get(0), constant(0, 22_050, 44_100));
    WavFile.write(files.get(1), constant(0.5f, 22_050, 44_100));
    for (var encoder : encoders) {
      var clips =
          new FeatureExtractor(encoder, 1, true).extract(files, (done, total) -> {}).clips();
      assertArrayEquals(clips.get(0).vector(), clips.get(1).vector(), encoder.name());
      assertTrue(clips.get(0).notes().contains(ClipNote.SILENT));
      assertTrue(clips.get(1).notes().contains(ClipNote.CONSTANT));
    }
  }
}
