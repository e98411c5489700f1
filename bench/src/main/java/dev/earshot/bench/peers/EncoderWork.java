package dev.earshot.bench.peers;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.audio.resample.Resampler;
import dev.earshot.encoders.ModelFolders;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Encodes clips by a pretrained network on one thread. Arguments: {@code ready} for clips that are
 * decoded and resampled, or {@code files} for the whole way from the file; encoder; folder of
 * networks; folder of sound files of 5 s; output folder.
 */
public final class EncoderWork {
  private static final int CLIPS = 20;
  private static final int SECONDS = 5;

  private EncoderWork() {}

  public static void main(String[] args) throws IOException {
    System.setProperty(ModelFolders.PROPERTY, args[2]);
    var encoder = KnownEncoders.named(args[1]);
    var session = encoder.open();
    var files = files(Path.of(args[3]));
    int rate = encoder.sampleRate().orElseThrow();
    var clips = files.stream().map(file -> resampled(SoundReader.read(file), rate)).toList();
    boolean ready = args[0].equals("ready");
    exchange(clips, files, clips.stream().map(session::encode).toList(), Path.of(args[4]));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("units", CLIPS * SECONDS);
    Meter.serve(
        facts,
        () -> {
          for (int i = 0; i < CLIPS; i++) {
            session.encode(ready ? clips.get(i) : SoundReader.read(files.get(i)));
          }
        });
  }

  /** Files of all classes. */
  private static List<Path> files(Path folder) throws IOException {
    try (var listed = Files.walk(folder)) {
      var all = listed.filter(file -> file.toString().endsWith(".flac")).sorted().toList();
      return IntStream.range(0, CLIPS).mapToObj(i -> all.get(i * all.size() / CLIPS)).toList();
    }
  }

  /** Five seconds at a rate; shorter clips end with silence. */
  private static Waveform resampled(Waveform clip, int rate) {
    var samples = new Resampler(clip.sampleRate(), rate).resample(clip).samples();
    return new Waveform(Arrays.copyOf(samples, SECONDS * rate), rate);
  }

  /** Writes what the peer reads: the clips, the names of the files, and what it is checked by. */
  private static void exchange(
      List<Waveform> clips, List<Path> files, List<float[]> vectors, Path folder)
      throws IOException {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("clips", rows(clips.stream().map(Waveform::samples).toList()));
    arrays.put("vectors", rows(vectors));
    Npz.write(folder.resolve("clips.npz"), arrays);
    Files.write(folder.resolve("files.txt"), files.stream().map(Path::toString).toList());
  }

  private static NumberArray rows(List<float[]> rows) {
    int columns = rows.getFirst().length;
    var all = new float[rows.size() * columns];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * columns, columns);
    }
    return NumberArray.of(all, rows.size(), columns);
  }
}
