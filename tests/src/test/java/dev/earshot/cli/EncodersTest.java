package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.earshot.api.Encoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.DatasetNpz;
import dev.earshot.encoders.ModelFolders;
import dev.earshot.encoders.TinyNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders that are networks, from the file to the prediction. */
class EncodersTest {
  @TempDir private Path folder;
  private Path models;

  @BeforeEach
  void lookInAFolderOfTheTest() {
    models = folder.resolve("models");
    System.setProperty(ModelFolders.PROPERTY, models.toString());
  }

  @AfterEach
  void lookWhereTheUserDoes() {
    System.clearProperty(ModelFolders.PROPERTY);
  }

  private Path network(long seed) throws IOException {
    return Files.write(folder.resolve("net.onnx"), new TinyNetwork(seed).bytes());
  }

  /** Threads share the network; each has the bits of a thread alone. */
  @Test
  void anApplicationEncodesInManyThreads() throws Exception {
    CommandRun.succeeding("encoders", "add", network(3), "--name", "tiny", "--rate", 8000);
    try (var encoder = Encoder.open("tiny");
        var pool = Executors.newFixedThreadPool(16)) {
      List<Future<float[]>> pending = new ArrayList<>();
      for (int i = 0; i < 160; i++) {
        var sound = sound(i % 10);
        pending.add(pool.submit(() -> encoder.encode(sound, 16_000)));
      }
      for (int i = 0; i < pending.size(); i++) {
        try (var session = KnownEncoders.named("tiny").open()) {
          var alone = session.encode(new Waveform(sound(i % 10), 16_000));
          assertArrayEquals(alone, pending.get(i).get());
        }
      }
    }
  }

  private static float[] sound(int seed) {
    var random = new Random(seed);
    var sound = new float[8000 + 1000 * seed];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = random.nextFloat() - 0.5f;
    }
    return sound;
  }

  private static String refused(Object... words) {
    var run = CommandRun.of(Stream.concat(Stream.of(words), Stream.of("--quiet")).toArray());
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    return run.err();
  }

  @Test
  void addTrainPredict() throws IOException {
    var data = SmallData.sounds(folder.resolve("clips"), 4);
    var file = network(1);
    assertTrue(refused("encoders", "add", file).contains("--rate HZ"));
    assertFalse(Files.exists(models));
    var added =
        CommandRun.succeeding(
            "encoders", "add", file, "--name", "tiny", "--rate", 8000, "--licence", "none");
    assertTrue(added.out().startsWith("Encoder tiny: "), added.out());
    var listed = CommandRun.succeeding("encoders");
    assertTrue(listed.out().contains("embeddings 6 (sounds, voices), frames 6"), listed.out());
    assertTrue(listed.out().contains("Not here: mn04"), listed.out());
    assertTrue(listed.out().contains("looked for in " + models), listed.out());
    var encoders = CommandRun.succeeding("encoders", "--json").json().getAsJsonArray("encoders");
    assertTrue(encoders.get(0).getAsJsonObject().get("file").isJsonNull(), encoders.toString());
    assertTrue(encoders.toString().contains("tiny.onnx"), encoders.toString());
    assertTrue(CommandRun.succeeding("doctor").out().contains("lld, logmel, tiny; networks"));

    var table = folder.resolve("x.npz");
    CommandRun.succeeding("features", data, "--encoder", "tiny#frames+lld", "--out", table);
    var read = DatasetNpz.read(table);
    assertEquals(6 + 165, read.columns());
    assertTrue(read.encoder().matches("tiny#frames@[0-9a-f]{12}\\+lld"), read.encoder());

    var run = folder.resolve("run");
    CommandRun.succeeding(
        "train", data, "--encoder", "tiny", "--recipe", "linear", "--out", run, "--quiet");
    var csv = folder.resolve("p.csv");
    CommandRun.succeeding("predict", run, data, "--out", csv, "--quiet");
    assertEquals(17, Files.readAllLines(csv).size());

    assertTrue(refused("predict", run, table, "--out", csv).contains("vectors have 171 values"));
    var other = folder.resolve("models/tiny.onnx");
    Files.move(other, folder.resolve("kept.onnx"));
    var missing = refused("predict", run, data, "--out", csv);
    assertTrue(missing.contains("tiny.onnx is not in " + models), missing);
    Files.write(other, new TinyNetwork(2).bytes());
    assertTrue(refused("predict", run, data, "--out", csv).contains("get the file again"));
  }

  @Test
  void aModelTrainedWithAnotherNetworkIsRefused() throws IOException {
    var data = SmallData.sounds(folder.resolve("clips"), 3);
    new TinyNetwork(1).write(models, "tiny");
    var run = folder.resolve("run");
    CommandRun.succeeding(
        "train", data, "--encoder", "tiny", "--recipe", "linear", "--out", run, "--quiet");
    new TinyNetwork(2).write(models, "tiny");
    var csv = folder.resolve("p.csv");
    var changed = refused("predict", run, data, "--out", csv);
    assertTrue(changed.contains("encoder tiny has changed"), changed);
    var table = folder.resolve("x.npz");
    CommandRun.succeeding("features", data, "--encoder", "tiny", "--out", table, "--quiet");
    assertTrue(refused("predict", run, table, "--out", csv).contains("encode the clips with that"));
    assertFalse(Files.exists(csv));
  }

  @Test
  void whatCannotBeAddedLeavesNothing() throws IOException {
    var text = Files.writeString(folder.resolve("text.onnx"), "hello");
    assertTrue(refused("encoders", "add", text, "--rate", 8000).contains("not an ONNX file"));
    assertTrue(refused("encoders", "add", folder.resolve("no.onnx")).contains("no such file"));
    var file = network(1);
    assertTrue(
        refused("encoders", "add", file, "--rate", 8000, "--output", "x").contains("'x' is not"));
    assertTrue(
        refused("encoders", "add", file, "--rate", 8000, "--name", "../x").contains("'../x'"));
    assertTrue(
        refused("encoders", "add", file, "--rate", 8000, "--pool", "x").contains("pool 'x'"));
    assertFalse(Files.exists(models));
    CommandRun.succeeding("encoders", "add", file, "--rate", 8000);
    CommandRun.succeeding("encoders", "add", file, "--rate", 8000, "--pool", "maximum");
    assertTrue(
        refused("encoders", "add", network(2), "--rate", 8000).contains("choose one with --name"));
  }

  @Test
  void anAddressIsDownloaded() throws IOException {
    var content = new AtomicReference<>(new TinyNetwork(1).bytes());
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, content.get().length);
          exchange.getResponseBody().write(content.get());
          exchange.close();
        });
    server.start();
    try {
      var address = "http://localhost:%s/nets/net.onnx".formatted(server.getAddress().getPort());
      assertTrue(refused("encoders", "add", address).contains("--rate HZ"));
      assertTrue(
          refused("encoders", "add", address, "--rate", 8000, "--sha256", "0".repeat(64))
              .contains("is removed"));
      assertFalse(Files.exists(models.resolve("net.onnx")));
      var added = CommandRun.succeeding("encoders", "add", address + "?key=1", "--rate", 8000);
      assertTrue(added.out().startsWith("Encoder net: "), added.out());
      assertTrue(added.err().contains("Downloading " + address), added.err());
      var listed = CommandRun.succeeding("encoders");
      assertTrue(listed.out().contains(address + " ("), listed.out());
      content.set("<html>".getBytes(StandardCharsets.US_ASCII));
      assertTrue(refused("encoders", "add", address + "?2").contains("not an ONNX file"));
      try (var files = Files.list(models)) {
        assertEquals(2, files.filter(file -> !Files.isDirectory(file)).count());
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void knownNetworksAreListedWithTheirLicence() {
    var listed = CommandRun.succeeding("encoders");
    assertTrue(listed.out().contains("birdnet (CC BY-NC-SA 4.0"), listed.out());
    assertTrue(listed.out().contains("docs/encoders.md"), listed.out());
    assertTrue(
        refused("encoders", "add", "x.onnx", "--card", "none").contains("known card 'none'"));
  }
}
