package dev.earshot.fuzz;

import com.sun.management.ThreadMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.TrainingOptions;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.base.SafeText;
import dev.earshot.cli.command.ConfigFile;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.collection.LabelCsv;
import dev.earshot.collection.LabelImport;
import dev.earshot.collection.SoundCollection;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.data.DatasetNpz;
import dev.earshot.data.FeatureCache;
import dev.earshot.data.Manifest;
import dev.earshot.encoders.ModelFolders;
import dev.earshot.experiments.cells.CellStore;
import dev.earshot.format.Npy;
import dev.earshot.format.Npz;
import dev.earshot.format.Safetensors;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.StateReader;
import dev.earshot.model.TrainedModel;
import dev.earshot.run.Checkpoints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The readers of files that come from elsewhere. Whatever the bytes are, a reader gives a sound
 * result or refuses them with an exception of the right type, whose message is one line that names
 * the file. It needs little time and memory for it.
 */
enum FuzzReader {
  WAV("clip.wav"),
  FLAC("clip.flac") {
    @Override
    byte[] mended(byte[] input) {
      return Checksums.ofFlac(input);
    }
  },
  AIFF("clip.aiff"),
  CAF("clip.caf"),
  AU("clip.au"),
  WAVE64("clip.w64"),
  MP3("clip.mp3"),
  VORBIS("clip.ogg") {
    @Override
    byte[] mended(byte[] input) {
      return Checksums.ofOgg(input);
    }
  },
  OPUS("clip.opus") {
    @Override
    byte[] mended(byte[] input) {
      return Checksums.ofOgg(input);
    }
  },
  NPZ("table.npz") {
    @Override
    void read(Path file) throws IOException {
      Npz.read(file);
      DatasetNpz.read(file).fingerprint();
    }
  },
  /**
   * The arrays of a table, in a zip file whose checksums are right: changed bytes of a whole .npz
   * file seldom get past them. Each array has the number of its name (1 byte) and its length (2
   * bytes) before it.
   */
  ARRAYS("table.npz") {
    @Override
    void read(Path file) throws IOException {
      zip(file, TableSeeds.ARRAYS);
      DatasetNpz.read(file).fingerprint();
    }
  },
  NPY("array.npy") {
    @Override
    void read(Path file) throws IOException {
      Npy.read(file);
    }
  },
  CLASSES("table.classes.json", true) {
    @Override
    void read(Path file) throws IOException {
      Path table = file.resolveSibling("table.npz");
      if (!Files.exists(table)) {
        TableSeeds.tableWithoutClasses(table);
      }
      DatasetNpz.read(table);
    }
  },
  /** The four files of a graph, separated by form feeds. */
  GRAPH("features.txt", true) {
    @Override
    void read(Path file) throws IOException {
      List<String> names = List.of("features.txt", "labels.txt", "split.txt", "edges.tsv");
      String[] parts = Files.readString(file, StandardCharsets.ISO_8859_1).split("\f", 4);
      for (int i = 0; i < names.size(); i++) {
        String part = i < parts.length ? parts[i] : "";
        Files.writeString(file.resolveSibling(names.get(i)), part, StandardCharsets.ISO_8859_1);
      }
      GraphFile.read(file.getParent()).classes();
    }
  },
  /** The arrays of a graph, as those of {@link #ARRAYS}. */
  GRAPHNPZ("graph.npz") {
    @Override
    void read(Path file) throws IOException {
      zip(file, TableSeeds.GRAPH_ARRAYS);
      GraphFile.read(file).edges();
    }
  },
  /** Planetoid's files of a graph, each with its length (2 bytes) before it. */
  PLANETOID("ind.tiny.allx", true) {
    @Override
    void read(Path file) throws IOException {
      ByteBuffer input = ByteBuffer.wrap(Files.readAllBytes(file));
      for (String ending : TableSeeds.PLANETOID) {
        int length = input.remaining() > 2 ? input.getChar() : 0;
        byte[] part = new byte[Math.min(length, input.remaining())];
        input.get(part);
        Files.write(file.resolveSibling("ind.tiny." + ending), part);
      }
      GraphFile.read(file).edges();
    }
  },
  SAFETENSORS("some.safetensors") {
    @Override
    void read(Path file) throws IOException {
      Safetensors.read(file);
    }
  },
  MODEL("model.safetensors") {
    @Override
    void read(Path file) throws IOException {
      TrainedModel model = TrainedModel.load(file);
      try (Backend backend = ReferenceBackend.open()) {
        predict(model, backend);
      }
    }
  },
  STATE("run-0.safetensors") {
    @Override
    void read(Path file) throws IOException {
      try (Backend backend = ReferenceBackend.open()) {
        new StateReader(backend).read(file);
      }
    }
  },
  TABLE("clips.csv") {
    @Override
    void read(Path file) throws IOException {
      for (String name : List.of("a.wav", "b.wav")) {
        Path clip = file.resolveSibling(name);
        if (!Files.exists(clip)) {
          Files.createFile(clip);
        }
      }
      Manifest.read(file).labels();
    }
  },
  TRACK("a.txt") {
    @Override
    void read(Path file) throws IOException {
      TABLE.read(file);
    }
  },
  SELECTIONS("a.selections.txt") {
    @Override
    void read(Path file) throws IOException {
      TABLE.read(file);
    }
  },
  /** The labels of a collection as a table, for the collection of {@link CollectionSeed}. */
  VERDICTS("labels.csv") {
    private Optional<SoundCollection> open = Optional.empty();

    @Override
    void read(Path file) throws IOException {
      Path yard = file.resolveSibling("yard.earshot");
      // Opening it takes longer than reading the labels.
      if (open.filter(collection -> collection.folder().equals(yard)).isEmpty()) {
        open.ifPresent(SoundCollection::close);
        CollectionSeed.write(yard);
        open = Optional.of(SoundCollection.open(yard));
      }
      SoundCollection collection = open.orElseThrow();
      if (LabelImport.into(collection, file).added() > 0) {
        collection.close();
        open = Optional.empty();
        SoundCollection.delete(yard);
      }
    }
  },
  /** The database of a collection; its file of vectors is that of {@link CollectionSeed}. */
  COLLECTION("collection.db", true) {
    @Override
    void read(Path file) throws IOException {
      Files.write(file.resolveSibling("vectors.f32"), CollectionSeed.VECTORS);
      for (String beside : List.of("-wal", "-shm", "-journal")) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + beside));
      }
      try (var collection = SoundCollection.open(file.getParent())) {
        collection.predictions();
        collection.manifest();
        LabelCsv.write(collection, file.resolveSibling("labels.csv"));
        collection.dataset().fingerprint();
      }
    }
  },
  /** The card of a network, which is not opened. */
  CARD("net.json") {
    @Override
    void read(Path file) throws IOException {
      Path network = file.resolveSibling("net.onnx");
      if (!Files.exists(network)) {
        Files.createFile(network);
      }
      var problems = new ModelFolders(List.of(file.getParent())).list().problems();
      if (!problems.isEmpty()) {
        throw new DataException(problems.getFirst().reason());
      }
    }
  },
  RECIPE("recipe.json") {
    @Override
    void read(Path file) throws IOException {
      RecipeSettings.read(file);
    }
  },
  CONFIG("config.json") {
    @Override
    void read(Path file) {
      ConfigFile.namedIn(List.of("train", "--config", file.toString()));
    }
  },
  TRAINING("training.json", true) {
    @Override
    void read(Path file) throws IOException {
      Checkpoints.resume(
          file.getParent(),
          TableSeeds.table(),
          RecipeSettings.named("linear"),
          OPTIONS,
          "reference");
    }
  },
  CELLS("cells.jsonl") {
    @Override
    void read(Path file) throws IOException {
      CellStore.open(file.getParent()).close();
    }
  },
  /** A pack, by the name that the cache gives to those of the shelf {@link FuzzSeeds#SHELF}. */
  CACHE("8340769002f34ea8-0123456789abcdef.pack", true) {
    @Override
    byte[] mended(byte[] input) {
      return Checksums.ofPack(input);
    }

    @Override
    void read(Path file) {
      try (var cache = new FeatureCache(file.getParent(), FeatureCache.DEFAULT_LIMIT)) {
        cache.contents();
        for (int i = 0; i < FuzzSeeds.PACKED; i++) {
          cache.find(FuzzSeeds.SHELF, FuzzSeeds.key(i));
        }
      }
    }
  };

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Decoders in Java: not ffmpeg, which takes long to start. */
  private static final SoundDecoders OWN =
      SoundDecoders.of(
          SoundDecoders.all().stream()
              .filter(decoder -> !decoder.name().equals("ffmpeg") && decoder.rank() >= 0)
              .toList());

  static final TrainingOptions OPTIONS =
      TrainingOptions.defaults()
          .withBudget(new LabelBudget.Rate(1))
          .withRuns(1)
          .withSeed(1)
          .withBackend("reference")
          .withThreads(1);

  private static final double MOST_SECONDS = 2;
  private static final long MOST_BYTES = 400L << 20;

  /** Classes that are loaded, and what a target keeps, are open, too. */
  private static final int MOST_OPEN = 50;

  private static final int CLIPS = 3;

  private final String file;

  /** Whether messages name the folder of the file. */
  private final boolean namesFolder;

  FuzzReader(String file) {
    this(file, false);
  }

  FuzzReader(String file, boolean namesFolder) {
    this.file = file;
    this.namesFolder = namesFolder;
  }

  /** Reads the file as the engine does; as sound, if it is not overridden. */
  void read(Path file) throws IOException {
    SoundReader.read(file, SoundReader.DEFAULT_MAX_SECONDS, OWN);
  }

  /** Makes a zip file of arrays of these names, from the numbered arrays in a file. */
  private static void zip(Path file, List<String> known) throws IOException {
    ByteBuffer input = ByteBuffer.wrap(Files.readAllBytes(file));
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      Set<String> names = new HashSet<>();
      while (input.remaining() > 3) {
        String name = known.get((input.get() & 0xFF) % known.size());
        byte[] array = new byte[Math.min(input.getChar(), input.remaining())];
        input.get(array);
        if (names.add(name)) {
          var entry = new ZipEntry(name + ".npy");
          var sum = new CRC32();
          sum.update(array);
          entry.setCrc(sum.getValue());
          entry.setSize(array.length);
          zip.putNextEntry(entry);
          zip.write(array);
        }
      }
    }
    Files.write(file, bytes.toByteArray());
  }

  /** What every message names. */
  private String named(Path path) {
    return (namesFolder ? path.getParent() : path).toString();
  }

  /** The reader of this name, in upper or lower case. */
  static FuzzReader of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /**
   * Lets the reader read one input, and if it has checksums, also the input with these mended.
   *
   * @param input the bytes of the file
   * @param folder a folder for this reader alone, where the file is written
   * @return the message with which it was refused; nothing if it was read
   * @throws AssertionError if it does anything but read or refuse them
   */
  Optional<String> check(byte[] input, Path folder) throws IOException {
    Optional<String> refusal = checkAsItIs(input, folder);
    byte[] mended = mended(input);
    return Arrays.equals(input, mended) ? refusal : checkAsItIs(mended, folder);
  }

  /**
   * Checks that reading has closed its files.
   *
   * @param before how many were {@link #openFiles open} before many readings
   * @throws AssertionError if many more are open now
   */
  void requireClosed(long before) {
    long now = openFiles();
    if (now > before + MOST_OPEN) {
      throw new AssertionError("%s leaves files open: %d, then %d".formatted(this, before, now));
    }
  }

  /** How many files are open; 0 on a system that does not tell. */
  static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getOpenFileDescriptorCount()
        : 0;
  }

  /** Damage that a checksum reveals would never reach what is behind the checksum. */
  byte[] mended(byte[] input) {
    return input;
  }

  private Optional<String> checkAsItIs(byte[] input, Path folder) throws IOException {
    Outcome outcome = outcome(input, folder);
    // Loading classes costs time and memory, too, but only at the first reading.
    if (outcome.isTooMuch()) {
      outcome = outcome(input, folder);
      if (outcome.isTooMuch()) {
        throw new AssertionError(
            "%s took %.1f s and %d MiB".formatted(this, outcome.seconds, outcome.bytes >> 20));
      }
    }
    return outcome.refusal;
  }

  /** How one reading ended: the message if the file was refused, and what it took. */
  private record Outcome(Optional<String> refusal, double seconds, long bytes) {
    boolean isTooMuch() {
      return seconds > MOST_SECONDS || bytes > MOST_BYTES;
    }
  }

  private Outcome outcome(byte[] input, Path folder) throws IOException {
    Path path = folder.resolve(file);
    Files.write(path, input);
    Optional<String> refusal = Optional.empty();
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    // The time of this thread alone, which other programs do not make longer.
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      read(path);
    } catch (DataException | BadInputException e) {
      requireOneLine(e, path);
      refusal = Optional.of(e.getMessage());
    }
    double seconds = (THREADS.getCurrentThreadCpuTime() - start) * 1e-9;
    bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
    return new Outcome(refusal, seconds, bytes);
  }

  private void requireOneLine(Exception e, Path path) {
    String message = e.getMessage();
    if (message == null || message.isBlank() || !message.equals(SafeText.line(message))) {
      throw new AssertionError(this + " does not refuse with one line of safe text: " + message, e);
    }
    if (!message.contains(named(path))) {
      throw new AssertionError(this + " does not name the file: " + message, e);
    }
  }

  /** Every row of a model's predictions is a distribution, or the model refuses the clips. */
  private static void predict(TrainedModel model, Backend backend) {
    float[] x = new float[CLIPS * model.columns()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i * 37 % 101 - 50) / 16f;
    }
    var clips =
        Dataset.of(
            x,
            model.columns(),
            new int[] {-1, -1, -1},
            List.of(),
            IntStream.range(0, CLIPS).mapToObj(Integer::toString).toList(),
            model.encoder());
    float[] probabilities;
    try {
      probabilities = model.predict(clips, backend).probabilities();
    } catch (IllegalArgumentException e) {
      // Its numbers are in range, but too large to compute with.
      if (e.getMessage().startsWith("clip ")) {
        return;
      }
      throw e;
    }
    for (int clip = 0; clip < CLIPS; clip++) {
      double sum = 0;
      for (int c = 0; c < model.classes().size(); c++) {
        float p = probabilities[clip * model.classes().size() + c];
        if (!(p >= 0 && p <= 1.001)) {
          throw new AssertionError("a probability of " + p);
        }
        sum += p;
      }
      if (Math.abs(sum - 1) > 1e-3) {
        throw new AssertionError("probabilities add up to " + sum);
      }
    }
  }
}
