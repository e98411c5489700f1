package dev.earshot.audio.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.UndecodableException;
import dev.earshot.audio.Waveform;
import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundDecodersTest {
  private static final String REASON = "there is no program ffmpeg, so install it";

  @TempDir private Path folder;

  /** A decoder as another library may have it, for a format that only it knows. */
  private record Other(int rank, Optional<String> whyNot) implements SoundDecoder {
    @Override
    public String name() {
      return "other";
    }

    @Override
    public Set<AudioKind> kinds() {
      return Set.of(AudioKind.M4A);
    }

    @Override
    public boolean reads(SoundInput in, AudioKind kind) {
      return in.startsWith("mine") || SoundDecoder.super.reads(in, kind);
    }

    @Override
    public void decode(SoundInput in, SoundSink sink) {
      sink.start(new SoundFormat(8000, 1, 1, 0, 0));
      sink.accept(new double[] {0.5, 0.25}, 2);
    }
  }

  private static Collected read(SoundDecoders decoders, String content) throws Exception {
    var bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    var collected = new Collected();
    decoders.decode(new SoundInput(new ByteArrayInputStream(bytes), bytes.length), collected);
    return collected;
  }

  @Test
  void anApplicationAddsDecodersOfItsOwn() throws Exception {
    var decoders = SoundDecoders.of(List.of(new Other(5, Optional.empty())));
    assertEquals(2, read(decoders, "mine and so on").scaled().length);
    assertEquals(2, read(decoders, "....ftypM4A ").scaled().length);
    assertEquals("other", decoders.of(AudioKind.M4A).orElseThrow().name());
    assertTrue(decoders.of(AudioKind.MP3).isEmpty());
  }

  @Test
  void whatIsMissingIsSaidInOneLine() {
    var decoders = SoundDecoders.of(List.of(new Other(5, Optional.of(REASON))));
    var error = assertThrows(DataException.class, () -> read(decoders, "....ftypM4A "));
    assertEquals(
        "is M4A, which nothing here reads (%s): convert it to WAV or FLAC".formatted(REASON),
        error.getMessage());
  }

  /** A decoder that has every kind of file but not what this one uses. */
  private record Unable() implements SoundDecoder {
    @Override
    public String name() {
      return "unable";
    }

    @Override
    public Set<AudioKind> kinds() {
      return Set.of(AudioKind.M4A);
    }

    @Override
    public int rank() {
      return 9;
    }

    @Override
    public void decode(SoundInput in, SoundSink sink) {
      in.advance(in.ensure(8));
      throw new UndecodableException("it is too new");
    }
  }

  @Test
  void anotherDecoderIsAskedWhereOneCannot() throws Exception {
    var both = SoundDecoders.of(List.of(new Unable(), new Other(5, Optional.empty())));
    var file = Files.writeString(folder.resolve("x"), "....ftypM4A ");
    var collected = new Collected();
    SoundReader.stream(file, both, collected);
    assertEquals(2, collected.scaled().length);
    var error = assertThrows(DataException.class, () -> read(both, "....ftypM4A "));
    assertTrue(error.getMessage().contains("nothing here reads (it is too new)"));
    var alone = SoundDecoders.of(List.of(new Unable(), new Other(5, Optional.of(REASON))));
    error = assertThrows(DataException.class, () -> SoundReader.read(file, 1, alone));
    assertTrue(error.getMessage().contains("(it is too new; " + REASON + ")"), error.getMessage());
  }

  @Test
  void unknownNamesAreRefused() {
    var error = assertThrows(DataException.class, () -> SoundDecoders.named("lame"));
    assertTrue(error.getMessage().contains("auto, built-in, ffmpeg, mp3"), error.getMessage());
  }

  @Test
  void theContentDecides() throws Exception {
    for (var kind :
        new String[][] {
          {"OggS", "OGG_OTHER"},
          {"wvpk", "WAVPACK"},
          {"....ftypisom", "M4A"},
          {"ID3", "UNKNOWN"},
          {"\u00FF\u00FB\u0090\u0000", "MP3"},
          {"\u00FF\u00FD\u0090\u0000", "MP2"},
          {"\u00FF\u00F1\u0050\u0080", "AAC"},
          {"hello", "UNKNOWN"},
          {"", "UNKNOWN"},
          {"RIFF....WAVEfmt \u0010\u0000\u0000\u0000\u0055\u0000", "WAV_MP3"},
          {"RIFF....WAVEfmt \u0010\u0000\u0000\u0000\u0031\u0000", "WAV_OTHER"},
          {"FORM....AIFF", "AIFF"},
          {"FORM....8SVX", "UNKNOWN"}
        }) {
      var bytes = kind[0].getBytes(StandardCharsets.ISO_8859_1);
      var in = new SoundInput(new ByteArrayInputStream(bytes), bytes.length);
      assertEquals(AudioKind.valueOf(kind[1]), AudioKinds.of(in), kind[0]);
      assertEquals(0, in.position());
    }
  }

  /** Eight hours of sound: 460 MB of samples, read with a heap of 32 MB. */
  @Test
  void memoryDoesNotDependOnTheLength() throws Exception {
    var file = folder.resolve("long.wav");
    WavFile.write(file, new Waveform(new float[1], 8000));
    long size = 8 * 3600L * 8000 * 2;
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(4);
      out.writeInt(Integer.reverseBytes((int) size + 36));
      out.seek(40);
      out.writeInt(Integer.reverseBytes((int) size));
      out.setLength(44 + size);
    }
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                LongReader.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), words);
    assertEquals(Long.toString(size / 2), words.strip());
    Files.delete(file);
  }

  /** Counts the samples of a file. */
  static final class LongReader implements SoundSink {
    private long instants;

    public static void main(String[] arguments) {
      var reader = new LongReader();
      SoundReader.stream(Path.of(arguments[0]), SoundDecoders.auto(), reader);
      System.out.println(reader.instants);
    }

    @Override
    public void start(SoundFormat format) {
      instants = 0;
    }

    @Override
    public void accept(double[] samples, int count) {
      instants += count;
    }

    @Override
    public void note(ClipNote note) {
      throw new IllegalStateException(note.description());
    }
  }
}
