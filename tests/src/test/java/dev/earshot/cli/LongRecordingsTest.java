package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Windows;
import dev.earshot.audio.WavFile;
import dev.earshot.audio.Waveform;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.Dataset;
import dev.earshot.data.Manifest;
import dev.earshot.encoders.ModelFolders;
import dev.earshot.encoders.TinyNetwork;
import dev.earshot.model.SoundDetector;
import dev.earshot.model.SoundModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings that are cut into windows: labels, training, detection, formats, bounds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongRecordingsTest {
  private static final int RATE = 8000;

  @TempDir private static Path folder;
  private Path run;
  private Path night;

  /** Models of a tiny network: it is quick, and its frames tell low sounds from high ones. */
  @BeforeEach
  void trainedOnce() throws IOException {
    System.setProperty(ModelFolders.PROPERTY, folder.resolve("models").toString());
    if (run == null) {
      new TinyNetwork(1).write(Files.createDirectories(folder.resolve("models")), "tiny");
      var data = folder.resolve("recordings");
      for (int i = 0; i < 6; i++) {
        var sounds = recording(data.resolve("site" + i % 2).resolve("r" + i + ".wav"), i, 40);
        Files.writeString(
            data.resolve("site" + i % 2).resolve("r" + i + ".txt"), String.join("\n", sounds));
      }
      night = folder.resolve("night");
      recording(night.resolve("n.wav"), 77, 60);
      recording(night.resolve("m.wav"), 78, 30);
      run = folder.resolve("run");
      var trained =
          CommandRun.succeeding(
              "train",
              data,
              "--encoder",
              "tiny#frames",
              "--window",
              "2s",
              "--hop",
              "1000 ms",
              "--background",
              "none",
              "--recipe",
              "linear",
              "--folds",
              0,
              "--out",
              run);
      assertTrue(trained.err().contains("6 recordings are labelled"), trained.err());
      assertTrue(trained.err().contains("Next: earshot detect "), trained.err());
      assertTrue(trained.err().contains("stay together when clips are held out"), trained.err());
    }
  }

  @AfterEach
  void lookWhereTheUserDoes() {
    System.clearProperty(ModelFolders.PROPERTY);
  }

  /** Noise with a low or a high sound of 3 s every 10 s; gives their labels. */
  private static List<String> recording(Path file, int seed, int seconds) throws IOException {
    Files.createDirectories(file.getParent());
    var random = new Random(seed);
    var samples = new float[seconds * RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.01 * random.nextGaussian());
    }
    var labels = new ArrayList<String>();
    for (int start = 4; start + 3 < seconds; start += 10) {
      boolean high = (start / 10 + seed) % 2 == 0;
      for (int i = start * RATE; i < (start + 3) * RATE; i++) {
        samples[i] += (float) (0.4 * Math.sin(2 * Math.PI * (high ? 2500 : 300) * i / RATE));
      }
      labels.add("%s\t%s\t%s\n\\\t1\t2".formatted(start, start + 3, high ? "high" : "low"));
    }
    WavFile.write(file, new Waveform(samples, RATE));
    return labels;
  }

  private CommandRun detect(Object... more) {
    var words = new ArrayList<Object>(List.of("detect", run, night, "--background", "none"));
    words.addAll(List.of(more));
    return CommandRun.succeeding(words.toArray());
  }

  @Test
  void predictAndEvaluateTakeTheWindowsOfTheTraining() throws IOException {
    var out = folder.resolve("own-windows.csv");
    var said = CommandRun.succeeding("predict", run, night, "--out", out);
    assertTrue(
        said.err().contains("Recordings are cut into windows of 2 s every 1 s, as in the training"),
        said.err());
    var asked = folder.resolve("asked-windows.csv");
    CommandRun.succeeding("predict", run, night, "--window", "2s", "--hop", "1s", "--out", asked);
    assertEquals(Files.readString(asked), Files.readString(out));
    var whole = folder.resolve("whole.csv");
    said = CommandRun.succeeding("predict", run, night, "--window", "whole", "--out", whole);
    assertFalse(said.err().contains("as in the training"), said.err());
    assertEquals(3, Files.readAllLines(whole).size());
    said = CommandRun.succeeding("evaluate", run, folder.resolve("recordings"));
    assertTrue(said.err().contains("as in the training"), said.err());
    var refused = CommandRun.of("detect", run, night, "--window", "whole", "--out", out);
    assertEquals(ExitCode.BAD_INPUT, refused.code());
    assertTrue(refused.err().contains("'detect' needs windows"), refused.err());
  }

  @Test
  void soundsAreFoundWhereTheyAre() throws Exception {
    var out = folder.resolve("found.csv");
    var said = detect("--out", out);
    assertTrue(said.err().contains("2 recordings, in windows of 2 s every 1 s"), said.err());
    assertTrue(said.err().contains("Seconds of sound heard: 90 in"), said.err());
    var lines = Files.readAllLines(out);
    assertEquals("path,start,end,class,probability", lines.getFirst());
    assertEquals(1 + 3 + 6, lines.size(), String.join("\n", lines));
    assertEquals("m.wav", lines.get(1).split(",")[0]);
    for (int i = 0; i < 6; i++) {
      var cells = lines.get(4 + i).split(",");
      assertEquals("n.wav", cells[0]);
      assertEquals((i + 77) % 2 == 0 ? "high" : "low", cells[3]);
      assertEquals(4 + 10 * i, Double.parseDouble(cells[1]), 1.01);
      assertEquals(7 + 10 * i, Double.parseDouble(cells[2]), 1.01);
      assertTrue(Double.parseDouble(cells[4]) >= 0.5);
    }
    var model = SoundModel.load(run);
    assertEquals(Optional.of(new Windows(2, 1)), model.windows());
    var detections =
        new SoundDetector(model, model.windows().orElseThrow())
            .detect(night.resolve("n.wav")).stream()
                .filter(found -> !found.className().equals("none"))
                .toList();
    assertEquals(6, detections.size());
  }

  @Test
  void resultsDoNotDependOnThreads() throws IOException {
    var one = folder.resolve("one.csv");
    var four = folder.resolve("four.csv");
    detect("--out", one, "--threads", 1, "--threshold", 0.01);
    detect("--out", four, "--threads", 4, "--threshold", 0.01);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(four));
  }

  /** What is written in each format can be read as labels, and says the same. */
  @Test
  void formatsCanBeReadAgain() throws IOException {
    var csv = folder.resolve("f.csv");
    detect("--out", csv);
    var expected =
        Files.readAllLines(csv).stream()
            .skip(1)
            .map(line -> line.substring(0, line.lastIndexOf(',')))
            .toList();
    var raven = folder.resolve("f.selections.txt");
    detect("--out", raven, "--format", "raven");
    assertEquals(expected, labels(Manifest.read(raven)));
    // Raven opens both files as one sound: n.wav begins after the 30 s of m.wav.
    var fourth = Files.readAllLines(raven).get(4).split("\t");
    assertEquals(30, Double.parseDouble(fourth[3]) - Double.parseDouble(fourth[8]), 1e-9);

    var tracks = folder.resolve("tracks");
    detect("--out", tracks, "--format", "audacity");
    for (var name : List.of("m.wav", "n.wav")) {
      Files.copy(night.resolve(name), tracks.resolve(name));
    }
    assertEquals(expected, labels(Manifest.read(tracks)));

    var track = folder.resolve("n.txt");
    var alone = night.resolve("n.wav");
    CommandRun.succeeding(
        "detect", run, alone, "--background", "none", "--format", "audacity", "--out", track);
    assertArrayEquals(Files.readAllBytes(tracks.resolve("n.wav.txt")), Files.readAllBytes(track));
  }

  private static List<String> labels(Manifest manifest) {
    return manifest.clips().stream()
        .map(clip ->
            "%s,%s,%s"
                .formatted(
                    clip.path().getFileName(),
                    clip.span().orElseThrow().toString().replace('-', ','),
                    clip.label().orElseThrow()))
        .toList();
  }

  @Test
  void aDamagedRecordingIsOneLine() throws IOException {
    var mixed = folder.resolve("mixed");
    recording(mixed.resolve("a.wav"), 1, 20);
    Files.writeString(mixed.resolve("b.wav"), "spoiled");
    WavFile.write(mixed.resolve("c.wav"), new Waveform(new float[10], RATE));
    recording(mixed.resolve("d.wav"), 2, 20);
    var out = folder.resolve("mixed.csv");
    var said = CommandRun.succeeding("detect", run, mixed, "--out", out);
    var warnings = said.err().lines().filter(line -> line.startsWith("warning")).toList();
    assertEquals(2, warnings.size(), said.err());
    assertTrue(warnings.get(0).contains("b.wav") && warnings.get(1).contains("c.wav"), said.err());
    var table = Files.readString(out);
    assertTrue(table.contains("a.wav") && table.contains("d.wav"), table);
    var strict = folder.resolve("strict.csv");
    var stopped = CommandRun.of("detect", run, mixed, "--out", strict, "--strict", "--quiet");
    assertEquals(ExitCode.BAD_INPUT, stopped.code());
    assertTrue(stopped.err().contains("b.wav"), stopped.err());
    var none = CommandRun.of("detect", run, mixed.resolve("b.wav"), "--out", strict, "--quiet");
    assertEquals(ExitCode.BAD_INPUT, none.code());
    assertFalse(Files.exists(strict));
  }

  /** The windows' features are projected as in the training. */
  @Test
  void aProjectedModelDetects() throws IOException {
    var projected = folder.resolve("projected-run");
    var table = folder.resolve("projected.npz");
    CommandRun.succeeding(
        "features",
        folder.resolve("recordings"),
        "--encoder",
        "logmel",
        "--window",
        "2s",
        "--background",
        "none",
        "--out",
        table);
    CommandRun.succeeding(
        "train", table, "--pca", 8, "--recipe", "linear", "--folds", 0, "--out", projected);
    var out = folder.resolve("projected.csv");
    CommandRun.succeeding("detect", projected, night, "--background", "none", "--out", out);
    assertEquals(9, places(out).size(), Files.readString(out));
    var predicted = folder.resolve("projected-predictions.csv");
    CommandRun.succeeding("predict", projected, night, "--out", predicted);
    for (var line : Files.readAllLines(predicted)) {
      var cells = line.split(",");
      boolean sound = cells[3].equals("high") || cells[3].equals("low");
      assertTrue(
          !sound || places(out).stream().anyMatch(place -> covers(place, cells)),
          line + " is in none of " + places(out));
    }
  }

  /** Where a class was detected: path, start, end, class. */
  private static List<String[]> places(Path detections) throws IOException {
    return Files.readAllLines(detections).stream().skip(1).map(line -> line.split(",")).toList();
  }

  /** Whether a detection covers a predicted window: path, start, end, class. */
  private static boolean covers(String[] detection, String[] window) {
    return detection[0].equals(window[0])
        && detection[3].equals(window[3])
        && Double.parseDouble(detection[1]) <= Double.parseDouble(window[1])
        && Double.parseDouble(detection[2]) >= Double.parseDouble(window[2]);
  }

  /** Sounds at the same time are two detections if the model's clips may have several labels. */
  @Test
  void severalSoundsAtATimeAreDetected() throws IOException {
    var data = folder.resolve("several");
    var labels = new ArrayList<>(List.of("path,start,end,label"));
    for (int i = 0; i < 4; i++) {
      chorus(data.resolve("r%s.wav".formatted(i)), i);
      labels.add("r%s.wav,4,7,low\nr%s.wav,14,17,high\nr%s.wav,24,27,high|low".formatted(i, i, i));
    }
    var csv = Files.write(data.resolve("labels.csv"), labels);
    var several = folder.resolve("several-run");
    CommandRun.succeeding(
        "train",
        csv,
        "--encoder",
        "tiny#frames",
        "--window",
        "2s",
        "--hop",
        "1s",
        "--background",
        "none",
        "--out",
        several);
    var sound = chorus(folder.resolve("chorus.wav"), 9);
    var out = folder.resolve("chorus.csv");
    var said =
        CommandRun.succeeding("detect", several, sound, "--background", "none", "--out", out);
    assertTrue(said.err().contains("in windows of 2 s every 1 s"), said.err());
    var found = places(out).stream().map(cells -> cells[3] + " " + cells[1]).sorted().toList();
    assertEquals(List.of("high 13", "high 23", "low 23", "low 3"), found, Files.readString(out));
    CommandRun.succeeding(
        "detect", several, sound, "--background", "none", "--precision", 0.8, "--out", out);
    assertEquals(4, places(out).size(), Files.readString(out));
    CommandRun.succeeding("detect", several, sound, "--threshold", 1, "--out", out);
    assertEquals(0, places(out).size(), Files.readString(out));
  }

  /** Noise with a low sound from 4 to 7 s, a high one from 14 to 17 s, and both from 24 to 27 s. */
  private static Path chorus(Path file, int seed) throws IOException {
    Files.createDirectories(file.getParent());
    var random = new Random(seed);
    var samples = new float[30 * RATE];
    for (int i = 0; i < samples.length; i++) {
      int second = i / RATE;
      boolean low = second >= 4 && second < 7 || second >= 24 && second < 27;
      boolean high = second >= 14 && second < 17 || second >= 24 && second < 27;
      samples[i] =
          (float)
              (0.01 * random.nextGaussian()
                  + (low ? 0.3 * Math.sin(2 * Math.PI * 300 * i / RATE) : 0)
                  + (high ? 0.3 * Math.sin(2 * Math.PI * 2500 * i / RATE) : 0));
    }
    WavFile.write(file, new Waveform(samples, RATE));
    return file;
  }

  /** A precision that the labels can promise finds the sounds; one that they cannot finds none. */
  @Test
  void aPrecisionGivesEachClassItsThreshold() throws Exception {
    var out = folder.resolve("precise.csv");
    detect("--out", out, "--precision", 0.8);
    assertEquals(1 + 3 + 6, Files.readAllLines(out).size());
    var said = detect("--out", out, "--precision", 0.9999);
    assertTrue(said.err().contains("a precision of 0.9999 cannot be promised"), said.err());
    assertEquals(1, Files.readAllLines(out).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "--threshold,0 ! threshold of 0.0",
        "--threshold,NaN ! threshold of NaN",
        "--threshold,0.5,--precision,0.9 ! give one of them",
        "--precision,2 ! expected a number above 0 and below 1",
        "--window,0 ! a window of 0 s",
        "--window,abc ! expected a length of time",
        "--window,-1s ! expected a length of time",
        "--window,2s,--hop,3s ! a hop of 3 s",
        "--hop,1s ! --hop needs --window",
        "--background,owl ! the model has no class 'owl'",
        "--format,mp3 ! expected one of csv, raven, audacity",
        "--format,audacity ! the label tracks of 2 recordings need a folder"
      })
  void wrongOptionsAreOneLine(String options, String expected) {
    var out = folder.resolve("wrong.txt");
    var words = new ArrayList<Object>(List.of("detect", run, night, "--out", out, "--quiet"));
    words.addAll(List.of(options.split(",")));
    var said = CommandRun.of(words.toArray());
    assertEquals(ExitCode.BAD_INPUT, said.code(), said.err());
    assertTrue(said.err().contains(expected), said.err());
    assertFalse(Files.exists(out));
  }

  /** Without --window each labelled stretch is a clip. */
  @Test
  void stretchesAreClips() throws IOException {
    var data = folder.resolve("stretches");
    recording(data.resolve("a.wav"), 5, 20);
    var csv =
        Files.writeString(
            data.resolve("l.csv"),
            "path,start,end,label\na.wav,4,7,high\na.wav,0.5,2,none\na.wav,19,25,none\n"
                + "a.wav,30,31,none\na.wav,1,1.01,high\na.wav,3,3.00001,high\n");
    var out = folder.resolve("s.npz");
    var said = CommandRun.succeeding("features", csv, "--encoder", "tiny", "--out", out);
    assertTrue(said.err().contains("l.csv, row 5: start 30 is past the end of"), said.err());
    assertTrue(said.err().contains("l.csv, row 6: "), said.err());
    assertTrue(said.err().contains("l.csv, row 7: "), said.err());
    assertTrue(said.err().contains("1 label ends after the recording"), said.err());
    var table = Dataset.readNpz(out);
    assertEquals(List.of("a.wav[4-7]", "a.wav[0.5-2]", "a.wav[19-20]"), table.ids());
    assertEquals(Optional.of(List.of("a.wav", "a.wav", "a.wav")), table.groups());
    var strict = folder.resolve("s2.npz");
    var stopped =
        CommandRun.of("features", csv, "--encoder", "tiny", "--out", strict, "--strict", "--quiet");
    assertEquals(ExitCode.BAD_INPUT, stopped.code());
    assertTrue(stopped.err().contains("l.csv, row "), stopped.err());
  }

  @Test
  void windowsHaveTheLabelsOfTheirStretches() throws IOException {
    var data = folder.resolve("windows");
    recording(data.resolve("a.wav"), 5, 20);
    var csv =
        Files.writeString(
            data.resolve("l.csv"),
            "path,start,end,label\na.wav,4,7,high\na.wav,14,17,low\na.wav,20,31,low\n");
    var out = folder.resolve("w.npz");
    var said =
        CommandRun.succeeding(
            "features", csv, "--encoder", "tiny", "--window", 5, "--hop", "2.5", "--out", out);
    assertTrue(said.err().contains("l.csv, row 4: start 20 is past the end of"), said.err());
    var table = Dataset.readNpz(out);
    assertEquals(7, table.rows());
    assertEquals("a.wav[2.5-7.5]", table.ids().get(1));
    assertEquals(List.of("high", "low"), table.classes());
    assertArrayEquals(new int[] {-1, 0, 0, -1, -1, 1, 1}, table.labels());
    assertEquals(Optional.of(new Windows(5, 2.5)), table.windows());
    // A table of windows is data like any other: predictions have start and end.
    var predictions = folder.resolve("p.csv");
    CommandRun.succeeding("predict", run, csv, "--window", "2s", "--out", predictions);
    var lines = Files.readAllLines(predictions);
    assertTrue(
        lines.getFirst().startsWith("path,start,end,predicted,confidence,"), lines.getFirst());
    assertTrue(lines.get(2).startsWith("a.wav,2,4,"), lines.get(2));
  }

  /** Eight hours, 460 MB of samples: each block is silence but for a sound near the end. */
  @Test
  void eightHoursInASmallHeap() throws Exception {
    var file = eightHours("long");
    var found = folder.resolve("long.csv");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-D%s=%s"
                    .formatted(ModelFolders.PROPERTY, System.getProperty(ModelFolders.PROPERTY)),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "detect",
                run.toString(),
                file.toString(),
                "--background",
                "none,low",
                "--window",
                "2s",
                "--out",
                found.toString())
            .redirectErrorStream(true)
            .start();
    var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), words);
    assertTrue(words.contains("Seconds of sound heard: 28800"), words);
    var last = Files.readAllLines(found).getLast().split(",");
    assertEquals("high", last[3], words);
    assertEquals(8 * 3600 - 10, Double.parseDouble(last[1]), 1.01);
    Files.delete(file);
  }

  private static Path eightHours(String name) throws IOException {
    var file = Files.createDirectories(folder.resolve(name)).resolve("long.wav");
    WavFile.write(file, new Waveform(new float[1], RATE));
    long size = 8 * 3600L * RATE * 2;
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(4);
      out.writeInt(Integer.reverseBytes((int) size + 36));
      out.seek(40);
      out.writeInt(Integer.reverseBytes((int) size));
      out.setLength(44 + size);
      var sound = new byte[3 * RATE * 2];
      for (int i = 0; i < 3 * RATE; i++) {
        int sample = (int) (13_000 * Math.sin(2 * Math.PI * 2500 * i / RATE));
        sound[2 * i] = (byte) sample;
        sound[2 * i + 1] = (byte) (sample >> 8);
      }
      out.seek(44 + (8 * 3600L - 10) * RATE * 2);
      out.write(sound);
    }
    return file;
  }

  @Test
  void whatIsStoppedLeavesNothing() throws Exception {
    var file = eightHours("stopped");
    var out = Files.createDirectories(folder.resolve("outputs"));
    for (var format : List.of("csv", "audacity")) {
      var log = folder.resolve("stopped-" + format + ".log");
      var models = System.getProperty(ModelFolders.PROPERTY);
      try (var child =
          ChildProcess.start(
              Map.of("EARSHOT_MODELS", models),
              log,
              "detect",
              run,
              file,
              "--hop",
              "10ms",
              "--window",
              "2s",
              "--format",
              format,
              "--out",
              out.resolve(format))) {
        child.await(() -> child.output().contains("Seconds of sound heard"), "progress");
        assertTrue(child.terminate() > 128, child.output());
        assertTrue(child.output().contains("stopped. Nothing was written"), child.output());
      }
      try (var files = Files.list(out)) {
        assertEquals(List.of(), files.toList());
      }
    }
    Files.delete(file);
  }
}
