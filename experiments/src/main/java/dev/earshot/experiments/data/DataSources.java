package dev.earshot.experiments.data;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.FeatureCache;
import dev.earshot.data.Splits;
import dev.earshot.graph.file.GraphFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds and reads the data of experiments. The data are either the public sets, each in a folder of
 * its usual name, or one set of the user's own in place of them. A set is read at its first use.
 */
public final class DataSources {
  private static final String EMODB = "emodb";
  private static final String AUDIOSET = "audioset-vggish";
  private static final String NOISEX = "noisex";
  private static final String ESC10 = "esc10";
  private static final String LLD = "lld";
  private static final String GRAPHS = "graphs";

  /** The name of AudioSet-33 in reports. */
  public static final String AUDIOSET_NAME = "AudioSet-33";

  private static final String TABLE = "audioset33.npz";
  private static final String SMALL_TABLE = "audioset33-small.npz";

  /** The recordings of NOISEX-92 that Table IV uses, by the paper's names for them. */
  public static final List<String> NOISES =
      List.of("babble", "factory", "white", "pink", "cockpit");

  private final Path root;
  private final Optional<Path> own;
  private final Optional<String> encoder;
  private final int threads;
  private final Consumer<String> notes;
  private Optional<DataSource> speech = Optional.empty();
  private Optional<DataSource> sounds = Optional.empty();

  /**
   * @param given a folder that holds {@code emodb}, {@code audioset-vggish}, {@code noisex} or
   *     {@code graphs}; otherwise a data set of the user's own
   * @param usual the folder of the public sets if {@code given} does not hold them
   * @param encoder encodes clips; if none is asked for, {@code lld}, or each that is here where an
   *     experiment compares them
   * @param threads number of clips read at the same time
   * @param notes receives a line for each clip that could not be read, and remarks about the data
   */
  public DataSources(
      Optional<Path> given,
      Path usual,
      Optional<String> encoder,
      int threads,
      Consumer<String> notes) {
    boolean isRoot =
        given.isPresent()
            && Stream.of(EMODB, AUDIOSET, NOISEX, ESC10, GRAPHS)
                .anyMatch(name -> Files.isDirectory(given.get().resolve(name)));
    this.root = isRoot ? given.get() : usual;
    this.own = isRoot ? Optional.empty() : given;
    this.encoder = encoder;
    this.threads = threads;
    this.notes = notes;
  }

  /**
   * EmoDB, or the user's own set.
   *
   * @throws DataException if there is neither; the message says what is missing and its source
   */
  public DataSource speech() throws IOException, InterruptedException {
    if (speech.isEmpty()) {
      Path folder = root.resolve(EMODB);
      if (own.isEmpty() && !Files.isDirectory(folder)) {
        throw missing(
            folder,
            "the Berlin Database of Emotional Speech (http://emodb.bilderbar.info, its wav files in"
                + " one folder)");
      }
      speech = Optional.of(own.isPresent() ? ownSet() : read("EmoDB", folder));
    }
    return speech.get();
  }

  /**
   * AudioSet-33, or the user's own set.
   *
   * @param mostTraining limit on the training clips of each class; not applied to the user's own
   *     set
   * @param mostTest limit on the test clips of each class
   * @throws DataException if there is neither; the message says what is missing and its source
   */
  public DataSource sounds(int mostTraining, int mostTest)
      throws IOException, InterruptedException {
    if (sounds.isEmpty()) {
      Path table = root.resolve(AUDIOSET).resolve(TABLE);
      if (own.isEmpty() && !Files.isRegularFile(table)) {
        throw missing(
            table,
            "AudioSet's VGGish embeddings (https://research.google.com/audioset/download.html),"
                + " averaged over each clip, of 33 classes, as arrays x, y, split");
      }
      sounds = Optional.of(own.isPresent() ? ownSet() : read(AUDIOSET_NAME, table));
    }
    return own.isPresent() ? sounds.get() : limited(sounds.get(), mostTraining, mostTest);
  }

  /**
   * What labelling is tried on: those of ESC-10 and EmoDB that are here, each by the encoder that
   * is asked for or by all, and AudioSet-33-small; or the user's own set. Features are kept for
   * next time.
   *
   * @param quick whether one encoder is enough
   * @throws DataException if there is none of them; the message says what is missing and its source
   */
  public List<DataSource> toLabel(boolean quick) throws IOException, InterruptedException {
    if (own.isPresent()) {
      return List.of(ownSet());
    }
    List<DataSource> all = new ArrayList<>();
    List<String> encoders =
        encoder.map(List::of).orElse(quick ? List.of(LLD) : KnownEncoders.choices());
    Optional<FeatureCache> cache = FeatureCache.ofThisMachine();
    try {
      for (String name : List.of("ESC-10", "EmoDB")) {
        Path folder = root.resolve(name.equals("EmoDB") ? EMODB : ESC10);
        for (String each : Files.isDirectory(folder) ? encoders : List.<String>of()) {
          var loader = new ClipLoader(each, threads, false);
          all.add(read(name, folder, cache.map(loader::withStore).orElse(loader)));
        }
      }
    } finally {
      cache.ifPresent(FeatureCache::close);
    }
    Path table = root.resolve(AUDIOSET).resolve(SMALL_TABLE);
    if (Files.isRegularFile(table)) {
      all.add(read("AudioSet-33-small", table));
    }
    if (all.isEmpty()) {
      throw missing(
          root.resolve(ESC10),
          "ESC-10 (https://github.com/karoldvl/ESC-10, a folder for each class)");
    }
    return all;
  }

  /**
   * The recordings of {@link #NOISES}, by name.
   *
   * @throws DataException if one is missing
   */
  public Map<String, Waveform> noises() throws IOException {
    Map<String, Waveform> noises = new LinkedHashMap<>();
    for (String name : NOISES) {
      Path file = root.resolve(NOISEX).resolve(name + ".flac");
      if (!Files.isRegularFile(file)) {
        file = root.resolve(NOISEX).resolve(name + ".wav");
      }
      if (!Files.isRegularFile(file)) {
        throw missing(
            file,
            "NOISEX-92 (http://spib.linse.ufsc.br/noise.html; 'cockpit' is buccaneer1), as .wav or"
                + " .flac");
      }
      noises.put(name, SoundReader.read(file));
    }
    return noises;
  }

  /**
   * A citation graph with the split of its files. There is no such set of the user's own: {@code
   * earshot graph} trains on one.
   *
   * @param name its name in reports, such as Cora
   * @throws DataException if it is missing or has no split
   */
  public GraphSource graph(String name) throws IOException {
    Path folder = root.resolve(GRAPHS).resolve(name.toLowerCase(Locale.ROOT));
    if (!Files.isDirectory(folder)) {
      throw missing(
          folder,
          "the citation graph %s (https://github.com/kimiyoung/planetoid) as text files"
              .formatted(name));
    }
    GraphFile graph = GraphFile.read(folder);
    if (!graph.hasSplit()) {
      throw new DataException(folder + ": split.txt gives no node to a part");
    }
    return new GraphSource(name, graph);
  }

  private static DataException missing(Path what, String source) {
    return new DataException(
        "%s is missing: %s; --data names the folder that holds it, or a data set of your own"
            .formatted(what, source));
  }

  private DataSource ownSet() throws IOException, InterruptedException {
    Path path = own.orElseThrow();
    return read(path.getFileName().toString(), path);
  }

  private DataSource read(String name, Path path) throws IOException, InterruptedException {
    return read(name, path, new ClipLoader(encoder.orElse(LLD), threads, false));
  }

  private DataSource read(String name, Path path, ClipLoader loader)
      throws IOException, InterruptedException {
    ClipLoader.Loaded loaded = loader.load(path, (done, total) -> {});
    loaded.failures().forEach(notes);
    loaded.notes().forEach(notes);
    Dataset clips = loaded.dataset();
    Dataset data = EmoDb.is(clips) ? EmoDb.labelled(clips) : labelledOf(clips);
    if (data.classes().size() < 2) {
      throw new DataException(
          path + ": no labelled clips of at least two classes (a sub-folder for each)");
    }
    return new DataSource(name, path, data);
  }

  /** Leaves out the clips without a label: they cannot be scored. */
  private static Dataset labelledOf(Dataset clips) {
    int[] rows = IntStream.range(0, clips.rows()).filter(row -> clips.labels()[row] >= 0).toArray();
    return rows.length == 0 || rows.length == clips.rows() ? clips : clips.select(rows);
  }

  private static DataSource limited(DataSource source, int mostTraining, int mostTest) {
    Dataset data = source.data();
    int[] test = rowsOf(data, true);
    int[] training = rowsOf(data, false);
    int[] kept =
        IntStream.concat(
                Arrays.stream(Splits.keepLabels(data.labels(), training, mostTraining, 0)),
                Arrays.stream(Splits.keepLabels(data.labels(), test, mostTest, 0)))
            .sorted()
            .toArray();
    return kept.length == data.rows()
        ? source
        : new DataSource(source.name(), source.path(), data.select(kept));
  }

  private static int[] rowsOf(Dataset data, boolean test) {
    return IntStream.range(0, data.rows())
        .filter(row -> (data.split().get(row) == Part.TEST) == test)
        .toArray();
  }
}
