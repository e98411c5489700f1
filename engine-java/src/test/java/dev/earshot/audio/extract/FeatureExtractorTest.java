package dev.earshot.audio.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.audio.features.KnownEncoders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureExtractorTest {
  private static final int CLIPS = 12;

  @TempDir private Path folder;
  private final List<Path> files = new ArrayList<>();
  private final AudioEncoder encoder = KnownEncoders.named("logmel");

  @BeforeEach
  void writeClips() {
    for (int i = 0; i < CLIPS; i++) {
      var random = new Random(i);
      var samples = new float[4000 + 500 * i];
      for (int k = 0; k < samples.length; k++) {
        samples[k] = (float) (0.1 * random.nextGaussian());
      }
      files.add(folder.resolve("clip" + i + ".wav"));
      WavFile.write(files.get(i), new Waveform(samples, i % 2 == 0 ? 16_000 : 22_050));
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameInTheSameOrder() throws InterruptedException {
    var one = new FeatureExtractor(encoder, 1, true).extract(files, (done, total) -> {});
    var four = new FeatureExtractor(encoder, 4, true).extract(files, (done, total) -> {});
    assertEquals(CLIPS, one.clips().size());
    for (int i = 0; i < CLIPS; i++) {
      assertEquals(i, four.clips().get(i).index());
      assertEquals(files.get(i), four.clips().get(i).path());
      assertArrayEquals(one.clips().get(i).vector(), four.clips().get(i).vector());
    }
  }

  @Test
  void progressCountsEveryFile() throws IOException, InterruptedException {
    Files.writeString(files.get(2), "spoiled");
    var seen = new ArrayList<Integer>();
    new FeatureExtractor(encoder, 3, false)
        .extract(
            files,
            (done, total) -> {
              assertEquals(CLIPS, total);
              seen.add(done);
            });
    assertEquals(CLIPS, seen.size());
    assertEquals(seen.stream().sorted().toList(), seen);
  }

  @Test
  void failuresAreCollectedAndNamed() throws IOException, InterruptedException {
    Files.writeString(files.get(3), "spoiled");
    WavFile.write(files.get(7), new Waveform(new float[10], 16_000));
    var result = new FeatureExtractor(encoder, 4, false).extract(files, (done, total) -> {});
    assertEquals(CLIPS - 2, result.clips().size());
    assertEquals(List.of(3, 7), result.failures().stream().map(f -> f.index()).toList());
    for (var failure : result.failures()) {
      assertTrue(failure.message().startsWith(failure.path().toString()), failure.message());
      assertEquals(1, failure.message().lines().count(), failure.message());
    }
  }

  @Test
  void strictStopsAtTheFirstInTheList() throws IOException {
    Files.writeString(files.get(9), "spoiled");
    Files.writeString(files.get(3), "spoiled");
    var strict = new FeatureExtractor(encoder, 4, true);
    var error = assertThrows(DataException.class, () -> strict.extract(files, (d, t) -> {}));
    assertTrue(error.getMessage().startsWith(files.get(3).toString()), error.getMessage());
  }

  @Test
  void interruptionStopsTheWork() {
    var calls = new AtomicInteger();
    var extractor = new FeatureExtractor(encoder, 2, false);
    var many = new ArrayList<Path>();
    for (int i = 0; i < 100; i++) {
      many.addAll(files);
    }
    assertThrows(
        InterruptedException.class,
        () ->
            extractor.extract(
                many,
                (done, total) -> {
                  calls.incrementAndGet();
                  Thread.currentThread().interrupt();
                }));
    assertTrue(calls.get() < many.size());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  /** An encoder that fails on every clip of more than 8000 samples. */
  private static AudioEncoder failing(Supplier<Throwable> fault) {
    return encoder(
        List.of("x"),
        waveform -> {
          if (waveform.samples().length <= 8000) {
            return new float[1];
          }
          var thrown = fault.get();
          if (thrown instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) thrown;
        });
  }

  /** An encoder that encodes by this session in all threads. */
  private static AudioEncoder encoder(List<String> columns, AudioEncoder.Session session) {
    return new AudioEncoder() {
      @Override
      public String name() {
        return "made for a test";
      }

      @Override
      public List<String> columnNames() {
        return columns;
      }

      @Override
      public Session open() {
        return session;
      }
    };
  }

  @Test
  void whateverGoesWrongWithAClipIsItsOwnLine() throws InterruptedException {
    List<Supplier<Throwable>> faults =
        List.of(
            () -> new ArithmeticException("a bug\n of two lines"),
            () -> new IndexOutOfBoundsException(7),
            () -> new UncheckedIOException(new IOException("gone")),
            StackOverflowError::new,
            () -> new OutOfMemoryError("Java heap space"));
    for (var fault : faults) {
      var result =
          new FeatureExtractor(failing(fault), 2, false).extract(files, (done, total) -> {});
      assertEquals(CLIPS, result.clips().size() + result.failures().size());
      assertEquals(List.of(9, 10, 11), result.failures().stream().map(f -> f.index()).toList());
      for (var failure : result.failures()) {
        assertTrue(failure.message().startsWith(failure.path().toString()), failure.message());
        assertEquals(1, failure.message().lines().count(), failure.message());
        if (fault.get() instanceof OutOfMemoryError) {
          assertTrue(failure.message().contains("-Xmx"), failure.message());
        }
      }
    }
  }

  /** Memory that is short only while several clips are in it at the same time. */
  @Test
  void aClipThatNeedsAllTheMemoryGetsIt() throws InterruptedException {
    var working = new AtomicInteger();
    var refused = new AtomicInteger();
    var greedy =
        encoder(
            List.of("x"),
            waveform -> {
              try {
                int others = working.getAndIncrement();
                Thread.sleep(20);
                if (others > 0 || working.get() > 1) {
                  refused.incrementAndGet();
                  throw new OutOfMemoryError("two clips at a time");
                }
                return new float[1];
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              } finally {
                working.decrementAndGet();
              }
            });
    var result = new FeatureExtractor(greedy, 3, false).extract(files, (done, total) -> {});
    assertEquals(CLIPS, result.clips().size());
    assertTrue(refused.get() > 0, "memory was never short");
  }

  @Test
  void valuesThatAreNotFiniteAreTheClipsFailure() throws InterruptedException {
    var broken =
        encoder(
            List.of("loudness", "pitch"),
            waveform -> new float[] {1, waveform.sampleRate() == 16_000 ? Float.NaN : 2});
    var result = new FeatureExtractor(broken, 2, false).extract(files, (done, total) -> {});
    assertEquals(CLIPS / 2, result.clips().size());
    assertTrue(result.failures().getFirst().message().contains("pitch is NaN"));
  }

  /** Decoding and resampling piece by piece gives the bits of doing one after the other. */
  @ParameterizedTest
  @ValueSource(strings = {"lld", "logmel"})
  void vectorsAreThoseOfTheWholeWaveform(String name) throws InterruptedException {
    var chosen = KnownEncoders.named(name);
    var result = new FeatureExtractor(chosen, 2, true).extract(files, (done, total) -> {});
    try (var session = chosen.open()) {
      for (var clip : result.clips()) {
        assertArrayEquals(session.encode(SoundReader.read(clip.path())), clip.vector());
      }
    }
  }

  @Test
  void clipsThatAreTooLongAreNamedWithTheLimit() throws InterruptedException {
    var second = files.get(0);
    WavFile.write(second, new Waveform(new float[16_000], 16_000));
    WavFile.write(files.get(1), new Waveform(new float[16_001], 16_000));
    var result =
        new FeatureExtractor(encoder, 2, false, 1, SoundDecoders.auto())
            .extract(files, (done, total) -> {});
    assertEquals(List.of(1), result.failures().stream().map(f -> f.index()).toList());
    var message = result.failures().getFirst().message();
    assertTrue(message.contains("at most 1 s"), message);
    assertTrue(message.contains("--max-seconds"), message);
    assertThrows(
        DataException.class,
        () -> new FeatureExtractor(encoder, 2, false, 0, SoundDecoders.auto()));
  }

  @Test
  void whatIsNoFileIsNamedAndTheOthersAreRead() throws IOException, InterruptedException {
    Files.delete(files.get(1));
    Files.createSymbolicLink(files.get(1), folder.resolve("nowhere"));
    Files.delete(files.get(2));
    Files.createDirectory(files.get(2));
    Files.delete(files.get(4));
    Files.delete(files.get(5));
    Files.createSymbolicLink(files.get(5), Path.of("/dev/zero"));
    var result = new FeatureExtractor(encoder, 2, false).extract(files, (done, total) -> {});
    assertEquals(List.of(1, 2, 4, 5), result.failures().stream().map(f -> f.index()).toList());
    var words = List.of("link to nothing", "is a folder", "no such file", "pipe or a device");
    for (int i = 0; i < words.size(); i++) {
      var message = result.failures().get(i).message();
      assertTrue(message.contains(words.get(i)), message);
    }
  }

  @Test
  void oddClipsAreNoted() throws IOException, InterruptedException {
    write(files.get(0), 2, i -> 0.3f * (i % 2 == 0 ? 1 : -1));
    write(files.get(1), 2, i -> 0f);
    write(files.get(2), 1, i -> i % 2 == 0 ? 3000f : -3000f);
    write(files.get(3), 2, i -> 0.1f);
    var result = new FeatureExtractor(encoder, 2, true).extract(files, (done, total) -> {});
    var notes = result.clips().stream().map(FeatureExtractor.Clip::notes).toList();
    assertEquals(Set.of(ClipNote.CANCELLED), notes.get(0));
    assertEquals(Set.of(ClipNote.SILENT), notes.get(1));
    assertEquals(Set.of(ClipNote.BEYOND_FULL_SCALE), notes.get(2));
    assertEquals(Set.of(ClipNote.CONSTANT), notes.get(3));
    for (int i = 4; i < CLIPS; i++) {
      assertEquals(Set.of(), notes.get(i));
    }
  }

  /** Writes half a second of 32-bit floating-point samples. */
  private static void write(Path file, int channels, IntFunction<Float> samples)
      throws IOException {
    int count = 8000 * channels;
    var out = ByteBuffer.allocate(44 + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 4 * count);
    out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    out.putShort((short) 3).putShort((short) channels).putInt(16_000);
    out.putInt(64_000 * channels).putShort((short) (4 * channels)).putShort((short) 32);
    out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(4 * count);
    for (int i = 0; i < count; i++) {
      out.putFloat(samples.apply(i));
    }
    Files.write(file, out.array());
  }

  @Test
  void noFilesGiveNothing() throws InterruptedException {
    var result = new FeatureExtractor(encoder, 2, true).extract(List.of(), (done, total) -> {});
    assertEquals(0, result.clips().size() + result.failures().size());
    assertThrows(DataException.class, () -> new FeatureExtractor(encoder, 0, false));
  }
}
