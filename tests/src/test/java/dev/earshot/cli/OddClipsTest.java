package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.data.DatasetNpz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clip that is odd or cannot be read is named in one line, and the others are read. */
class OddClipsTest {
  private static final int CLIPS = 2;

  @TempDir private Path folder;
  private Path clips;

  @BeforeEach
  void makeClips() throws IOException {
    clips = folder.resolve("clips");
    SmallData.clips(clips.resolve("rain"), SoundKind.RAIN, 0, CLIPS);
  }

  private CommandRun features(Object... more) {
    var words = new ArrayList<Object>();
    words.addAll(List.of("features", clips, "--encoder", "logmel"));
    words.addAll(List.of("--out", folder.resolve("x.npz"), "--quiet"));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  private int rows() throws IOException {
    return DatasetNpz.read(folder.resolve("x.npz")).rows();
  }

  @Test
  void clipsThatCannotBeReadAreLeftOut() throws IOException {
    spoil("rate-1.wav", 24, 1);
    spoil("rate-15999999.wav", 24, 15_999_999);
    spoil("rate-2147483647.wav", 24, Integer.MAX_VALUE);
    spoil("format.wav", 20, 7);
    Files.createSymbolicLink(clips.resolve("rain/nowhere.wav"), clips.resolve("nowhere"));
    Files.createSymbolicLink(clips.resolve("rain/zero.wav"), Path.of("/dev/zero"));
    WavFile.write(clips.resolve("rain/long.wav"), new Waveform(new float[50_000], 8_000));
    var run = features("--max-seconds", 6);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(CLIPS, rows());
    for (var name :
        List.of(
            "rate-1", "rate-15999999", "rate-2147483647", "format", "nowhere", "zero", "long")) {
      var lines = run.err().lines().filter(line -> line.contains("/" + name + ".wav: ")).count();
      assertEquals(1, lines, run.err());
    }
    assertTrue(run.err().contains("7 clips of 9 could not be read"), run.err());
    assertEquals(ExitCode.BAD_INPUT, features("--strict", "--max-seconds", 6).code());
  }

  @Test
  void oddRatesAreReadAndSilenceIsNamed() throws IOException {
    for (int rate : new int[] {101, 44_101, 191_999, 999_983}) {
      WavFile.write(clips.resolve("rain/" + rate + ".wav"), new Waveform(new float[rate], rate));
    }
    var run = features();
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(CLIPS + 4, rows());
    assertTrue(run.err().startsWith("warning: 4 clips are silent: rain/101.wav, "), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  /** Copies a good clip and overwrites four bytes of its header. */
  private void spoil(String name, int at, int value) throws IOException {
    var good = clips.resolve("rain/clip-%s-00.wav".formatted(SoundKind.RAIN.label()));
    var bytes = Files.readAllBytes(good);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    Files.write(clips.resolve("rain/" + name), bytes);
  }
}
