package dev.earshot.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.features.LogMelFrames;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cards can say, on tiny networks of the shape of real ones. */
class CardsTest {
  private static final int RATE = 16_000;

  @TempDir private Path folder;

  private AudioEncoder find(String name) {
    return new OnnxEncoderProvider(new ModelFolders(List.of(folder))).find(name).orElseThrow();
  }

  private static float[] noise(int samples) {
    var random = new Random(samples);
    var wave = new float[samples];
    for (int i = 0; i < samples; i++) {
      wave[i] = (float) (0.1 * random.nextGaussian() + 0.02);
    }
    return wave;
  }

  private static float[] encode(AudioEncoder encoder, float[] samples, int rate) {
    try (var session = encoder.open()) {
      return session.encode(new Waveform(samples, rate));
    }
  }

  private static float[] mean(List<float[]> rows) {
    return Pooling.MEAN.pool(rows, rows.getFirst().length);
  }

  private static String refused(Callable<?> work) {
    var message = assertThrows(DataException.class, work::call).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private void card(String name, String fields) throws IOException {
    Files.writeString(
        folder.resolve(name + ".json"),
        "{\"input\": \"in\", \"dims\": {\"out\": 3}, %s}".formatted(fields));
  }

  private void chain(TinyMatrix first, TinyMatrix second) throws IOException {
    first.write(folder.resolve("first.onnx"));
    second.write(folder.resolve("chain.onnx"));
    card(
        "chain",
        """
        "rate": 16000, "scale": 32768, "min_seconds": 0.05, "max_seconds": 2,
        "front": {"file": "first.onnx", "input": "in", "output": "out", "multiply": 0.1, "add": 2},
        "patch": {"frames": 10, "hop": 4}
        """);
  }

  private static final int STRIDE = 80;
  private static final int BANDS = 4;

  private static TinyMatrix first() {
    return TinyMatrix.of(1, STRIDE, BANDS, "1", "samples").giving(1, 1, -1, BANDS);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 800, 1119, 1120, 8000, 24000})
  void twoNetworksInARow(int samples) throws IOException {
    var first = first();
    var second = TinyMatrix.of(2, 10 * BANDS, 3, "n", "10", "4", "1").giving(-1, 1, 1, 3);
    chain(first, second);
    // The tiny front end takes whole strides alone.
    var wave = Arrays.copyOf(noise(samples), samples / STRIDE * STRIDE);
    var padded = Arrays.copyOf(wave, Math.max(wave.length, 800));
    var frames = new float[padded.length / STRIDE * BANDS];
    for (int t = 0; t < padded.length / STRIDE; t++) {
      var scaled = Arrays.copyOfRange(padded, t * STRIDE, (t + 1) * STRIDE);
      for (int i = 0; i < STRIDE; i++) {
        scaled[i] *= 32768;
      }
      var row = first.apply(scaled, 0);
      for (int b = 0; b < BANDS; b++) {
        frames[t * BANDS + b] = row[b] * 0.1f + 2;
      }
    }
    var rows = new ArrayList<float[]>();
    for (int t = 0; t + 10 <= frames.length / BANDS; t += 4) {
      rows.add(second.apply(frames, t * BANDS));
    }
    var expected = mean(rows);
    var vector = encode(find("chain"), wave, RATE);
    assertArrayEquals(expected, vector, 0.02f);
    assertEquals(find("chain").name(), find(find("chain").name()).name());
  }

  @Test
  void aChainIsListedAsOneEncoder() throws IOException {
    chain(first(), TinyMatrix.of(2, 40, 3, "n", "10", "4"));
    var listing = new ModelFolders(List.of(folder)).list();
    assertEquals(
        List.of("chain"), listing.encoders().stream().map(InstalledEncoder::name).toList());
    assertEquals(List.of(), listing.problems());
  }

  @Test
  void aChainWithAnotherFirstNetworkIsAnotherEncoder() throws IOException {
    var second = TinyMatrix.of(2, 40, 3, "n", "10", "4");
    chain(first(), second);
    var stored = find("chain").name();
    chain(TinyMatrix.of(9, STRIDE, BANDS, "1", "samples"), second);
    assertTrue(refused(() -> find(stored)).contains("encoder chain has changed"));
  }

  @Test
  void hostileChainsAreOneLine() throws IOException {
    var second = TinyMatrix.of(2, 40, 3, "n", "10", "4");
    chain(first(), second);
    var file = folder.resolve("first.onnx");
    var good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length += 40) {
      Files.write(file, Arrays.copyOf(good, length));
      assertTrue(refused(() -> find("chain")).contains("first.onnx: "));
    }
    Files.write(file, new TinyNetwork(1).external().bytes());
    assertTrue(refused(() -> find("chain")).contains("takes its weights from"));
    Files.write(file, new TinyNetwork(1).bytes());
    assertTrue(refused(() -> find("chain")).contains("its input is 'waveform'"));
    Files.delete(file);
    assertTrue(refused(() -> find("chain")).contains("first.onnx: no such file"));
    chain(TinyMatrix.of(1, STRIDE, BANDS, "1", "samples"), TinyMatrix.of(2, 50, 3, "n", "10", "5"));
    assertTrue(
        refused(() -> encode(find("chain"), noise(1600), RATE)).contains("float [n, 10, 4]"));
    chain(TinyMatrix.of(1, 400, BANDS, "1", "samples"), second);
    assertTrue(
        refused(() -> encode(find("chain"), noise(800), RATE)).contains("larger min_seconds"));
    var nan = TinyMatrix.of(1, STRIDE, BANDS, "1", "samples");
    Arrays.fill(nan.weights(), Float.NaN);
    chain(nan, second);
    assertTrue(refused(() -> encode(find("chain"), noise(1600), RATE)).contains("out_0 is NaN"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../first.onnx", "/etc/passwd", "a/b.onnx", ".hidden", "a\\\\b", ""})
  void aCardNamesFilesOfItsFolderAlone(String name) throws IOException {
    chain(first(), TinyMatrix.of(2, 40, 3, "n", "10", "4"));
    var file = folder.resolve("chain.json");
    Files.writeString(file, Files.readString(file).replace("first.onnx", name));
    assertTrue(refused(() -> find("chain")).contains("name of a file in the folder"));
  }

  private void vggish(TinyMatrix network, String more) throws IOException {
    network.write(folder.resolve("mel.onnx"));
    card(
        "mel",
        """
        "rate": 16000, "max_seconds": 4, "front": "logmel", "patch": {"frames": 96, "hop": 96}%s
        """
            .formatted(more));
  }

  private static List<float[]> patches(TinyMatrix network, float[] samples) {
    var padded = Arrays.copyOf(samples, Math.max(samples.length, LogMelFrames.samples(96)));
    var frames = new LogMelFrames().of(padded);
    var rows = new ArrayList<float[]>();
    for (int t = 0; t + 96 <= frames.length / 64; t += 96) {
      rows.add(network.apply(frames, t * 64));
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"400", "8000", "15599", "15600", "16000", "50000", "161000"})
  void logMelPatchesAsVggishTakesThem(int samples) throws IOException {
    var network = TinyMatrix.of(3, 96 * 64, 3, "n", "1", "96", "64");
    vggish(network, "");
    var wave = noise(samples);
    assertArrayEquals(mean(patches(network, wave)), encode(find("mel"), wave, RATE), 2e-5f);
  }

  @Test
  void vggishsWhiteningIsOffUntilItIsAskedFor() throws IOException {
    var network = TinyMatrix.of(3, 96 * 64, 3, "n", "96", "64");
    var vectors = new double[] {1, 2, 0, 0, -3, 50};
    var means = new double[] {-4, 0.5, 1};
    Npz.write(
        folder.resolve("pca.npz"),
        Map.of(
            "pca_eigen_vectors", NumberArray.of(vectors, 2, 3),
            "pca_means", NumberArray.of(means, 3, 1)));
    var wave = noise(50000);
    var rows = patches(network, wave);
    for (int bits : new int[] {8, 0}) {
      vggish(network, ", \"whiten\": {\"file\": \"pca.npz\", \"bits\": %s}".formatted(bits));
      var expected = new ArrayList<float[]>();
      for (var row : rows) {
        var made = new float[2];
        for (int k = 0; k < 2; k++) {
          double sum = 0;
          for (int d = 0; d < 3; d++) {
            sum += vectors[k * 3 + d] * (row[d] - means[d]);
          }
          double cut = Math.max(-2, Math.min(2, sum));
          made[k] = (float) (bits == 8 ? Math.floor((cut + 2) * 255 / 4) : cut);
        }
        expected.add(made);
      }
      var encoder = find("mel");
      assertEquals(2, encoder.dimension());
      assertArrayEquals(mean(expected), encode(encoder, wave, RATE), bits == 8 ? 1e-5f : 1e-4f);
    }
    assertTrue(KnownCards.named("vggish").whitening().isEmpty());
    Npz.write(folder.resolve("pca.npz"), Map.of("pca_means", NumberArray.of(means, 3)));
    assertTrue(refused(() -> find("mel")).contains("no array 'pca_eigen_vectors'"));
    Npz.write(
        folder.resolve("pca.npz"),
        Map.of(
            "pca_eigen_vectors", NumberArray.of(vectors, 3, 2),
            "pca_means", NumberArray.of(new double[2], 2)));
    assertTrue(refused(() -> find("mel")).contains("as many as the network's values"));
    Files.writeString(folder.resolve("pca.npz"), "no zip");
    assertTrue(refused(() -> find("mel")).contains("pca.npz"));
  }

  @Test
  void clipsAreCutIntoWindows() throws IOException {
    int window = 3000;
    var network = TinyMatrix.of(5, window, 3, "n", "3000");
    network.write(folder.resolve("birds.onnx"));
    card("birds", "\"rate\": 8000, \"window_seconds\": 0.375, \"hop_seconds\": 0.25");
    for (int samples : new int[] {400, 2999, 3000, 3001, 5000, 5500, 20001}) {
      var wave = noise(samples);
      var padded = Arrays.copyOf(wave, Math.max(samples, window));
      var rows = new ArrayList<float[]>();
      for (int from = 0; from + window < samples; from += 2000) {
        rows.add(network.apply(padded, from));
      }
      rows.add(network.apply(padded, padded.length - window));
      assertArrayEquals(mean(rows), encode(find("birds"), wave, 8000), 2e-5f, samples + "");
    }
    card("birds", "\"rate\": 8000, \"window_seconds\": 0.5");
    assertTrue(refused(() -> find("birds")).contains("3000 samples at a time"));
  }

  @Test
  void clipsAreNormalisedAsWav2vecWantsThem() throws IOException {
    var network = TinyMatrix.of(6, 20, 3, "1", "samples").giving(1, -1, 3);
    network.write(folder.resolve("voice.onnx"));
    card("voice", "\"rate\": 16000, \"normalise\": true");
    var wave = noise(4000);
    double mean = 0;
    double squares = 0;
    for (float x : wave) {
      mean += x / (double) wave.length;
    }
    for (float x : wave) {
      squares += (x - mean) * (x - mean) / wave.length;
    }
    var normal = new float[wave.length];
    for (int i = 0; i < wave.length; i++) {
      normal[i] = (float) ((wave[i] - mean) / Math.sqrt(squares + 1e-7));
    }
    var rows = new ArrayList<float[]>();
    for (int t = 0; t < wave.length; t += 20) {
      rows.add(network.apply(normal, t));
    }
    assertArrayEquals(mean(rows), encode(find("voice"), wave, RATE), 1e-4f);
    var louder = wave.clone();
    for (int i = 0; i < louder.length; i++) {
      louder[i] = 0.3f * louder[i] + 0.1f;
    }
    assertArrayEquals(
        encode(find("voice"), wave, RATE), encode(find("voice"), louder, RATE), 1e-3f);
    assertEquals(3, encode(find("voice"), new float[4000], RATE).length);
  }

  /** A tiny network of the shape of the known one. */
  private static TinyMatrix like(String name) {
    int dims = KnownCards.named(name).ports().dims().firstEntry().getValue();
    return switch (name) {
      case "vggish" -> TinyMatrix.of(1, 96 * 64, dims, "n", "96", "64");
      case "birdnet" -> TinyMatrix.of(1, 100, dims, "n", "144000").giving(1, -1, dims);
      case "perch" -> TinyMatrix.of(1, 100, dims, "n", "160000").giving(1, -1, dims);
      case "ast", "ssast" -> TinyMatrix.of(1, 280, dims, "1", "164080").giving(1, -1, dims);
      default -> TinyMatrix.of(1, 320, dims, "1", "samples").giving(1, -1, dims);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vggish", "birdnet", "perch", "ast", "ssast", "byol-s", "wav2vec2", "hubert"})
  void networksOfTheShapeOfKnownOnesGoWithTheirCards(String name) throws IOException {
    var known = KnownCards.named(name);
    like(name).write(folder.resolve(name + ".onnx"));
    var text = known.json();
    assertEquals(known, EncoderCard.parse(text, name));
    var first = known.ports().dims().firstEntry().getKey();
    text =
        text.replace("\"" + known.ports().input() + "\"", "\"in\"")
            .replace("\"" + first + "\"", "\"out\"");
    Files.writeString(folder.resolve(name + ".json"), text);
    var encoder = find(name);
    assertEquals(known.ports().dims().firstEntry().getValue(), encoder.dimension());
    var vector = encode(encoder, noise(2 * known.rate()), known.rate());
    assertEquals(encoder.dimension(), vector.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"rate\": 16000, \"front\": \"mel\", \"patch\": {\"frames\": 9}",
        "\"rate\": 16000, \"front\": \"logmel\"",
        "\"rate\": 8000, \"front\": \"logmel\", \"patch\": {\"frames\": 96}",
        "\"rate\": 16000, \"scale\": 2, \"front\": \"logmel\", \"patch\": {\"frames\": 96}",
        "\"rate\": 16000, \"front\": \"logmel\", \"patch\": {\"frames\": 96, \"hop\": 97}",
        "\"rate\": 16000, \"front\": \"logmel\", \"patch\": {\"frames\": 1e8}",
        "\"rate\": 16000, \"front\": \"logmel\", \"patch\": {\"frames\": 96}, \"window_seconds\": 1",
        "\"rate\": 16000, \"front\": {\"file\": \"x\"}, \"patch\": {\"frames\": 96}",
        "\"rate\": 16000, \"patch\": {\"frames\": 96}",
        "\"rate\": 16000, \"window_seconds\": 1, \"hop_seconds\": 2",
        "\"rate\": 16000, \"window_seconds\": 0",
        "\"rate\": 16000, \"window_seconds\": 1, \"hop_seconds\": 1e-9",
        "\"rate\": 16000, \"max_seconds\": 1e-9",
        "\"rate\": 16000.5",
        "\"rate\": 16000, \"name\": \"logmel\"",
        "\"rate\": 16000, \"name\": \"AUTO\"",
        "\"rate\": 16000, \"name\": \".hidden\"",
        "\"rate\": 16000, \"hop_seconds\": 1",
        "\"rate\": 16000, \"normalise\": \"yes\"",
        "\"rate\": 16000, \"whiten\": \"x.npz\"",
        "\"rate\": 16000, \"whiten\": {\"file\": \"x.npz\", \"bits\": 7}",
        "\"rate\": 16000, \"whiten\": {\"file\": \"x.npz\"}"
      })
  void aWrongCardIsOneLine(String fields) throws IOException {
    TinyMatrix.of(1, 320, 3, "1", "samples").write(folder.resolve("net.onnx"));
    card("net", fields);
    refused(() -> encode(find("net"), noise(RATE), RATE));
  }

  @Test
  void hugeClaimsAreOneLine() throws IOException {
    for (long length : new long[] {1L << 28, 1L << 31, 1L << 40, Long.MAX_VALUE}) {
      var network = TinyMatrix.of(1, 320, 3, "1", Long.toString(length));
      network.write(folder.resolve("net.onnx"));
      card("net", "\"rate\": 16000");
      assertTrue(refused(() -> find("net")).contains("net.onnx: "));
    }
    for (long count : new long[] {1L << 40, Long.MAX_VALUE}) {
      Files.write(folder.resolve("net.onnx"), TinyMatrix.claiming(count));
      card("net", "\"rate\": 16000");
      refused(() -> encode(find("net"), noise(RATE), RATE));
    }
  }

  @Test
  void networksAreAddedWithTheirFurtherFiles() throws IOException {
    var made = folder.resolve("made");
    Files.createDirectories(made);
    chain(first(), TinyMatrix.of(2, 40, 3, "n", "10", "4"));
    var added =
        addition(Optional.of("mine"), Optional.empty()).add(folder.resolve("chain.onnx"), made);
    assertEquals("mine", added.name());
    var listing = new ModelFolders(List.of(made)).list();
    assertEquals(1, listing.encoders().size());
    assertEquals(List.of(), listing.problems());
    var encoder =
        new OnnxEncoderProvider(new ModelFolders(List.of(made))).find("mine").orElseThrow();
    assertArrayEquals(encode(find("chain"), noise(RATE), RATE), encode(encoder, noise(RATE), RATE));
    Files.delete(folder.resolve("first.onnx"));
    assertTrue(
        refused(() ->
                addition(Optional.of("other"), Optional.empty())
                    .add(folder.resolve("chain.onnx"), made))
            .contains("--front FILE"));
    var again =
        addition(Optional.of("other"), Optional.of(made.resolve("mine-front.onnx")))
            .add(folder.resolve("chain.onnx"), made);
    assertEquals("other-front.onnx", again.card().furtherFiles().getFirst());
  }

  private static EncoderAddition addition(Optional<String> name, Optional<Path> front) {
    Optional<Double> none = Optional.empty();
    return new EncoderAddition(
        name,
        Optional.empty(),
        new EncoderAddition.Samples(Optional.empty(), none, none, none, none, none),
        new EncoderAddition.Output(Optional.empty(), Optional.empty(), Optional.empty()),
        new EncoderAddition.OtherFiles(front, Optional.empty()),
        new EncoderAddition.Origin(Optional.empty(), Optional.empty(), Optional.empty()));
  }
}
