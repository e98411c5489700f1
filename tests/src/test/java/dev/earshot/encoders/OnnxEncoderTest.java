package dev.earshot.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.features.KnownEncoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxEncoderTest {
  private static final int RATE = TinyNetwork.RATE;

  @TempDir private Path folder;

  private AudioEncoder find(String name) {
    var folders = new ModelFolders(List.of(folder.resolve("missing"), folder));
    return new OnnxEncoderProvider(folders).find(name).orElseThrow();
  }

  private static Waveform sound(int samples) {
    var wave = new float[samples];
    for (int i = 0; i < samples; i++) {
      wave[i] = (float) Math.sin(i * 0.03 + 1e-6 * i * i);
    }
    return new Waveform(wave, RATE);
  }

  private static float[] encode(AudioEncoder encoder, Waveform sound) {
    try (var session = encoder.open()) {
      return session.encode(sound);
    }
  }

  private static float[] mean(float[] frames) {
    return Pooling.MEAN.pool(List.of(frames), TinyNetwork.FILTERS);
  }

  private String refused(Callable<?> work) {
    var message = assertThrows(DataException.class, work::call).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void aClipGetsTheMeanOfItsFrames() throws IOException {
    var network = new TinyNetwork(1);
    network.write(folder, "tiny");
    var sound = sound(RATE);
    var encoder = find("tiny");
    assertArrayEquals(mean(network.frames(sound.samples())), encode(encoder, sound), 2e-5f);
    assertArrayEquals(encode(encoder, sound), encode(find("tiny#voices"), sound), 2e-6f);
    assertTrue(encoder.name().matches("tiny#embeddings@[0-9a-f]{12}"), encoder.name());
    assertEquals("embeddings_0", encoder.columnNames().getFirst());
    assertEquals(TinyNetwork.FILTERS, encoder.dimension());
    assertArrayEquals(encode(encoder, sound), encode(find(encoder.name()), sound));
  }

  @Test
  void shortClipsAreLengthenedAndLongOnesCut() throws IOException {
    var network = new TinyNetwork(2);
    network.write(folder, "tiny");
    var encoder = find("tiny");
    var brief = sound(RATE / 40);
    var lengthened = Arrays.copyOf(brief.samples(), RATE / 20);
    assertArrayEquals(mean(network.frames(lengthened)), encode(encoder, brief), 2e-5f);

    var lengthy = sound(5 * RATE - 8);
    var thirds = new ArrayList<float[]>();
    for (int i = 0; i < 3; i++) {
      int from = lengthy.samples().length * i / 3;
      int to = lengthy.samples().length * (i + 1) / 3;
      thirds.add(mean(network.frames(Arrays.copyOfRange(lengthy.samples(), from, to))));
    }
    assertArrayEquals(
        Pooling.MEAN.pool(thirds, TinyNetwork.FILTERS), encode(encoder, lengthy), 2e-5f);
    assertTrue(refused(() -> encode(encoder, sound(RATE / 50))).contains("at least one frame"));
  }

  @Test
  void rowsArePooledAsTheCardSays() {
    var blocks = List.of(new float[] {1, 10, 3, 20}, new float[] {5, -6});
    assertArrayEquals(new float[] {3, 8}, Pooling.MEAN.pool(blocks, 2));
    assertArrayEquals(new float[] {5, 20}, Pooling.MAXIMUM.pool(blocks, 2));
    var both = Pooling.MEAN_DEVIATION.pool(blocks, 2);
    assertArrayEquals(new float[] {3, 8, 1.6329932f, 10.708252f}, both, 1e-5f);
    assertEquals(
        List.of("e_0_mean", "e_1_mean", "e_0_std", "e_1_std"),
        Pooling.MEAN_DEVIATION.columnNames("e", 2));
  }

  @Test
  void threadsShareANetwork() throws Exception {
    new TinyNetwork(3).write(folder, "tiny");
    var encoder = find("tiny");
    var expected = new ArrayList<float[]>();
    var work = new ArrayList<Callable<float[]>>();
    for (int i = 0; i < 200; i++) {
      var sound = sound(1000 + 37 * i);
      expected.add(encode(encoder, sound));
      work.add(() -> encode(encoder, sound));
    }
    try (var pool = Executors.newFixedThreadPool(4)) {
      var results = pool.invokeAll(work);
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i), results.get(i).get());
      }
    }
  }

  @Test
  void encodersAreJoined() throws IOException {
    var file = new TinyNetwork(4).write(folder, "tiny");
    var joined = KnownEncoders.named("onnx:" + file + "#voices+logmel");
    var sound = sound(2 * RATE);
    assertTrue(joined.name().startsWith("onnx:" + file + "#frames@"), joined.name());
    assertTrue(joined.name().endsWith("+logmel"), joined.name());
    var vector = encode(joined, sound);
    assertEquals(TinyNetwork.FILTERS + 128, vector.length);
    assertArrayEquals(
        encode(find("tiny#frames"), sound), Arrays.copyOf(vector, TinyNetwork.FILTERS));
    assertArrayEquals(
        encode(KnownEncoders.named("logmel"), sound),
        Arrays.copyOfRange(vector, TinyNetwork.FILTERS, vector.length));
    assertEquals(joined.name(), KnownEncoders.named(joined.name()).name());
    assertTrue(refused(() -> KnownEncoders.named("lld+lld")).contains("to itself"));
    assertTrue(refused(() -> KnownEncoders.named("lld+")).contains("no encoder ''"));
  }

  @Test
  void aNetworkRunsOnceForAllItsOutputs() throws IOException {
    var file = new TinyNetwork(4).write(folder, "tiny");
    var top = KnownEncoders.named("onnx:" + file + "#embeddings");
    var middle = KnownEncoders.named("onnx:" + file + "#frames");
    var sound = sound(2 * RATE);
    var both = top.with(middle).orElseThrow();
    assertEquals(top.name() + "+" + middle.name(), both.name());
    var vector = encode(both, sound);
    assertArrayEquals(encode(top, sound), Arrays.copyOf(vector, TinyNetwork.FILTERS));
    assertArrayEquals(
        encode(middle, sound),
        Arrays.copyOfRange(vector, TinyNetwork.FILTERS, 2 * TinyNetwork.FILTERS));
    // With another encoder between them.
    var joined =
        KnownEncoders.named("onnx:%s#frames+logmel+onnx:%s#embeddings".formatted(file, file));
    var all = encode(joined, sound);
    assertArrayEquals(encode(middle, sound), Arrays.copyOf(all, TinyNetwork.FILTERS));
    assertArrayEquals(
        encode(top, sound), Arrays.copyOfRange(all, TinyNetwork.FILTERS + 128, all.length));
    assertTrue(top.with(top).isEmpty());
    assertTrue(top.with(KnownEncoders.named("logmel")).isEmpty());
    var other = new TinyNetwork(5).write(folder, "other");
    assertTrue(top.with(KnownEncoders.named("onnx:" + other + "#frames")).isEmpty());
  }

  @Test
  void anotherNetworkOfTheSameNameIsRefused() throws IOException {
    new TinyNetwork(5).write(folder, "tiny");
    var stored = find("tiny").name();
    new TinyNetwork(6).write(folder, "tiny");
    assertTrue(refused(() -> find(stored)).contains("encoder tiny has changed"));
    new TinyNetwork(5).write(folder, "tiny");
    assertEquals(stored, find(stored).name());
    var card = Files.readString(folder.resolve("tiny.json")).replace("8000", "16000");
    Files.writeString(folder.resolve("tiny.json"), card);
    assertTrue(refused(() -> find(stored)).contains("encoder tiny has changed"));
  }

  @Test
  void aMissingFileIsNamedWithThePlaces() {
    var provider = new OnnxEncoderProvider(new ModelFolders(List.of(folder)));
    assertTrue(provider.find("absent").isEmpty());
    assertEquals("absent.onnx is not in " + folder, provider.whyNot("absent").orElseThrow());
    var message = refused(() -> provider.find("onnx:/none/absent.onnx"));
    assertTrue(message.contains("absent.onnx in " + folder), message);
  }

  @Test
  void theNameIsThatOfTheCardOrTheFile() throws IOException {
    var card = TinyNetwork.card().replaceFirst("\\{", "{\"name\": \"other\", ");
    new TinyNetwork(7).write(folder, "tiny");
    Files.writeString(folder.resolve("tiny.json"), card);
    assertTrue(find("other").name().startsWith("other#"));
    assertTrue(find("tiny").name().startsWith("tiny#"));
    var names = new OnnxEncoderProvider(new ModelFolders(List.of(folder))).names();
    assertEquals(List.of("other", "onnx:FILE"), names);
  }

  @Test
  void aPathThatHasANamesMarksIsRefused() throws IOException {
    var file = new TinyNetwork(8).write(folder.resolve("a@b"), "tiny");
    assertTrue(refused(() -> find("onnx:" + file)).contains("'+', '#' or '@'"));
  }

  @Test
  void hostileFilesAreOneLine() throws IOException {
    var good = new TinyNetwork(9).bytes();
    for (int length = 0; length < good.length; length += 7) {
      new TinyNetwork(9).write(folder, "cut");
      Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(good, length));
      assertTrue(refused(() -> find("cut")).contains("cut.onnx: "));
    }
    Files.writeString(folder.resolve("cut.onnx"), "<html>Not found</html>");
    assertTrue(refused(() -> find("cut")).contains("not an ONNX file"));
    var other = new TinyNetwork(9).external().write(folder, "external");
    assertTrue(refused(() -> find("external")).contains(other + ": takes its weights from"));
    new TinyNetwork(9).inputs(2).write(folder, "two");
    assertTrue(refused(() -> find("two")).contains("expected one waveform"));
    new TinyNetwork(9).wholeNumbers().write(folder, "whole");
    assertTrue(refused(() -> find("whole")).contains("whole.onnx"));
  }

  @Test
  void flippedBytesAreNeverACrash() throws IOException {
    var good = new TinyNetwork(10).bytes();
    for (int at = 0; at < good.length; at += 5) {
      var bytes = good.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      new TinyNetwork(10).write(folder, "flipped");
      Files.write(folder.resolve("flipped.onnx"), bytes);
      try {
        assertEquals(TinyNetwork.FILTERS, encode(find("flipped"), sound(RATE)).length);
      } catch (DataException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() throws IOException {
    new TinyNetwork(11).weights(Float.NaN).write(folder, "nan");
    var encoder = find("nan");
    assertTrue(refused(() -> encode(encoder, sound(RATE))).contains("embeddings_0 is NaN"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "{\"input\": \"waveform\"}",
        "{\"input\": \"waveform\", \"rate\": 8000}",
        "{\"input\": \"waveform\", \"rate\": 8000, \"dims\": {\"embeddings\": 0}}",
        "{\"input\": \"waveform\", \"rate\": 8000, \"dims\": {\"embeddings\": 7}}",
        "{\"input\": \"waveform\", \"rate\": 8000, \"dims\": {\"nothing\": 6}}",
        "{\"input\": \"wave\", \"rate\": 8000, \"dims\": {\"embeddings\": 6}}",
        "{\"input\": \"waveform\", \"rate\": 5, \"dims\": {\"embeddings\": 6}}",
        "{\"input\": \"waveform\", \"rate\": 1e300, \"dims\": {\"embeddings\": 6}}",
        "{\"input\": \"waveform\", \"rate\": \"x\", \"dims\": {\"embeddings\": 6}}",
        "{\"input\": \"waveform\", \"rate\": 8000, \"dims\": {\"embeddings\": 6}, \"pool\": \"x\"}",
        "{\"input\": \"waveform\", \"rate\": 8000, \"dims\": {\"embeddings\": 6}, \"scale\": 0}",
        "{\"input\": \"waveform\", \"rate\": 8000, \"dims\": {\"embeddings\": 6}, \"more\": 1}",
        "{\"input\": \"waveform\", \"rate\": 8000, \"dims\": {\"embeddings\": 6}, \"onnx_sha256\": \"0\"}"
      })
  void aWrongCardIsOneLine(String card) throws IOException {
    new TinyNetwork(12).write(folder, "tiny");
    Files.writeString(folder.resolve("tiny.json"), card);
    refused(() -> encode(find("tiny"), sound(RATE)));
  }
}
