package dev.earshot.audio.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Span;
import dev.earshot.Windows;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.audio.features.KnownEncoders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an extractor finds in its store, and what it encodes again. */
class KnownClipsTest {
  private static final int CLIPS = 6;
  private static final long UNSETTLED_MILLIS = 2100;

  @TempDir private Path folder;
  private final List<Path> files = new ArrayList<>();
  private final InMemory store = new InMemory();
  private final AtomicInteger encoded = new AtomicInteger();
  private final AtomicInteger decoded = new AtomicInteger();

  private static final class InMemory implements FeatureStore {
    private final Map<String, byte[]> values = new ConcurrentHashMap<>();

    private static String name(String shelf, byte[] key) {
      return shelf + ByteBuffer.wrap(key).asReadOnlyBuffer().asLongBuffer().get(0);
    }

    @Override
    public Optional<byte[]> find(String shelf, byte[] key) {
      return Optional.ofNullable(values.get(name(shelf, key)));
    }

    @Override
    public void keep(String shelf, byte[] key, byte[] value) {
      values.put(name(shelf, key), value);
    }
  }

  /** Counts what it encodes. */
  private final class Counting implements AudioEncoder {
    private final AudioEncoder encoder = KnownEncoders.named("logmel");
    private final String name;
    private final String version;

    Counting(String name, String version) {
      this.name = name;
      this.version = version;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String version() {
      return version;
    }

    @Override
    public List<String> columnNames() {
      return encoder.columnNames();
    }

    @Override
    public Session open() {
      var session = encoder.open();
      return waveform -> {
        encoded.incrementAndGet();
        return session.encode(waveform);
      };
    }
  }

  /** Decodes WAV in place of the engine's own decoder. */
  private final class CountingDecoder implements SoundDecoder {
    private final SoundDecoder decoder =
        SoundDecoders.of(List.of()).of(AudioKind.WAV).orElseThrow();
    private final String version;

    CountingDecoder(String version) {
      this.version = version;
    }

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public String version() {
      return version;
    }

    @Override
    public Set<AudioKind> kinds() {
      return decoder.kinds();
    }

    @Override
    public int rank() {
      return SoundDecoders.BUILT_IN_RANK + 1;
    }

    @Override
    public void decode(SoundInput in, SoundSink sink) throws IOException {
      decoded.incrementAndGet();
      decoder.decode(in, sink);
    }
  }

  @BeforeEach
  void writeClips() {
    for (int i = 0; i < CLIPS; i++) {
      files.add(folder.resolve("clip" + i + ".wav"));
      write(files.get(i), i);
    }
  }

  private static void write(Path file, int seed) {
    var random = new Random(seed);
    var samples = new float[5000];
    for (int k = 0; k < samples.length; k++) {
      samples[k] = seed == 0 ? 0 : (float) (0.1 * random.nextGaussian());
    }
    WavFile.write(file, new Waveform(samples, 16_000));
  }

  private FeatureExtractor.Extraction extract(
      AudioEncoder encoder, int maxSeconds, String decoder, Optional<FeatureStore> from)
      throws InterruptedException {
    encoded.set(0);
    decoded.set(0);
    var decoders = SoundDecoders.of(List.of(new CountingDecoder(decoder)));
    return new FeatureExtractor(encoder, 2, false, maxSeconds, decoders, from)
        .extract(files, (done, total) -> {});
  }

  private FeatureExtractor.Extraction extract() throws InterruptedException {
    return extract(new Counting("a", "1"), 60, "1", Optional.of(store));
  }

  private void assertSame(FeatureExtractor.Extraction found) throws InterruptedException {
    int before = encoded.get();
    var fresh = extract(new Counting("a", "1"), 60, "1", Optional.empty());
    encoded.set(before);
    assertEqualClips(fresh.clips(), found.clips());
    assertEquals(
        fresh.failures().stream().map(FeatureExtractor.Failure::message).toList(),
        found.failures().stream().map(FeatureExtractor.Failure::message).toList());
  }

  @Test
  void aClipIsEncodedOnce() throws InterruptedException {
    assertSame(extract());
    var again = extract();
    assertEquals(0, encoded.get());
    assertEquals(0, decoded.get());
    assertEquals(Set.of(ClipNote.SILENT), again.clips().getFirst().notes());
    assertSame(again);
  }

  @Test
  void aCopyIsKnownByItsContent() throws IOException, InterruptedException {
    extract();
    var copy = Files.copy(files.get(1), folder.resolve("copy.wav"));
    Files.move(files.get(2), folder.resolve("moved.wav"));
    files.set(2, folder.resolve("moved.wav"));
    files.add(copy);
    var found = extract();
    assertEquals(0, encoded.get());
    assertSame(found);
  }

  /** Also if its size and its time are those of before, and whether it was settled or not. */
  @Test
  void aChangedClipIsEncodedAgain() throws IOException, InterruptedException {
    extract();
    for (boolean settled : new boolean[] {false, true}) {
      if (settled) {
        Thread.sleep(UNSETTLED_MILLIS);
        extract();
        extract();
      }
      var time = Files.getLastModifiedTime(files.get(3));
      write(files.get(3), 100 + (settled ? 1 : 0));
      Files.setLastModifiedTime(files.get(3), time);
      var found = extract();
      assertEquals(1, encoded.get());
      assertSame(found);
    }
  }

  /** A file that has not changed for a while is not even opened. */
  @Test
  void aSettledClipIsKnownByItsState() throws IOException, InterruptedException {
    assertEquals(0, unread());
    extract();
    assertEquals(0, unread());
    Thread.sleep(UNSETTLED_MILLIS);
    extract();
    assertEquals(CLIPS, unread());
    Files.setLastModifiedTime(files.get(1), FileTime.fromMillis(0));
    assertEquals(CLIPS - 1, unread());
    Files.delete(files.get(2));
    assertEquals(CLIPS - 2, unread());
  }

  private long unread() {
    var decoders = SoundDecoders.of(List.of(new CountingDecoder("1")));
    var known = new KnownClips(store, new Counting("a", "1"), 60, decoders);
    return files.stream().filter(file -> known.unread(file, "").isPresent()).count();
  }

  @Test
  void otherWaysToEncodeAreToldApart() throws InterruptedException {
    extract();
    extract(new Counting("b", "1"), 60, "1", Optional.of(store));
    assertEquals(CLIPS, encoded.get());
    extract(new Counting("a", "2"), 60, "1", Optional.of(store));
    assertEquals(CLIPS, encoded.get());
    extract(new Counting("a", "1"), 61, "1", Optional.of(store));
    assertEquals(CLIPS, encoded.get());
    extract(new Counting("a", "1"), 60, "2", Optional.of(store));
    assertEquals(CLIPS, encoded.get());
    extract();
    assertEquals(0, encoded.get());
  }

  /** Windows and stretches: all that was made of a file, or nothing. */
  @Test
  void partsOfRecordingsAreKnownToo() throws IOException, InterruptedException {
    var windows = new Windows(0.1, 0.05);
    var stretches = new ArrayList<FeatureExtractor.Stretch>();
    for (int i = 0; i < CLIPS; i++) {
      stretches.add(new FeatureExtractor.Stretch(files.get(i), new Span(0.1, 0.2)));
      stretches.add(new FeatureExtractor.Stretch(files.get(CLIPS - 1 - i), new Span(0.05, 0.15)));
    }
    extract();
    var plain = new FeatureExtractor(KnownEncoders.named("logmel"), 2, false);
    var expected = plain.extractWindows(files, windows, (done, total) -> {});
    assertEquals(CLIPS, expected.lengths().size());
    for (int round = 0; round < 2; round++) {
      encoded.set(0);
      var found = extractor().extractWindows(files, windows, (done, total) -> {});
      assertEquals(expected.lengths(), found.lengths());
      assertEqualClips(expected.clips(), found.clips());
      assertEqualClips(
          plain.extractStretches(stretches, (done, total) -> {}).clips(),
          extractor().extractStretches(stretches, (done, total) -> {}).clips());
      assertEquals(round == 0, encoded.get() > 0);
    }
    encoded.set(0);
    extractor().extractWindows(files, new Windows(0.1, 0.1), (done, total) -> {});
    assertTrue(encoded.get() > 0, "other windows");

    // One stretch of the file is past its end.
    var late =
        List.of(stretches.get(0), new FeatureExtractor.Stretch(files.get(0), new Span(5, 6)));
    for (int round = 0; round < 2; round++) {
      var cut = extractor().extractStretches(late, (done, total) -> {});
      assertEquals(1, cut.clips().size());
      assertEquals(1, cut.failures().size());
    }
  }

  private FeatureExtractor extractor() {
    var decoders = SoundDecoders.of(List.of(new CountingDecoder("1")));
    return new FeatureExtractor(new Counting("a", "1"), 2, false, 60, decoders, Optional.of(store));
  }

  private static void assertEqualClips(
      List<FeatureExtractor.Clip> expected, List<FeatureExtractor.Clip> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).index(), found.get(i).index());
      assertEquals(expected.get(i).path(), found.get(i).path());
      assertEquals(expected.get(i).span(), found.get(i).span());
      assertEquals(expected.get(i).notes(), found.get(i).notes());
      assertArrayEquals(expected.get(i).vector(), found.get(i).vector());
    }
  }

  @Test
  void failuresAreNotKept() throws IOException, InterruptedException {
    Files.writeString(files.get(4), "no sound");
    Files.delete(files.get(5));
    for (int round = 0; round < 2; round++) {
      var found = extract();
      assertEquals(List.of(4, 5), found.failures().stream().map(f -> f.index()).toList());
      assertSame(found);
    }
    write(files.get(4), 4);
    assertEquals(5, extract().clips().size());
  }

  /** What a store gives may be of another program. */
  @Test
  void aStoreOfNonsenseIsNoHarm() throws InterruptedException {
    extract();
    var random = new Random(1);
    for (var name : List.copyOf(store.values.keySet())) {
      var value = store.values.get(name);
      switch (random.nextInt(3)) {
        case 0 -> store.values.put(name, new byte[0]);
        case 1 -> store.values.put(name, Arrays.copyOf(value, value.length - 1));
        default -> {
          var other = new byte[value.length];
          random.nextBytes(other);
          store.values.put(name, other);
        }
      }
    }
    assertSame(extract());
    assertEquals(CLIPS, encoded.get());
  }
}
