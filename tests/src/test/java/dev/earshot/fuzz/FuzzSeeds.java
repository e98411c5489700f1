package dev.earshot.fuzz;

import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.Windows;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.collection.CollectionSettings;
import dev.earshot.collection.FileMark;
import dev.earshot.collection.LabelSource;
import dev.earshot.collection.NewLabel;
import dev.earshot.collection.NewRecording;
import dev.earshot.collection.Predictions;
import dev.earshot.collection.SoundCollection;
import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.data.DatasetNpz;
import dev.earshot.data.FeatureCache;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.Projection;
import dev.earshot.data.Standardizer;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npy;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.format.Safetensors;
import dev.earshot.format.TextArray;
import dev.earshot.learner.Averaged;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.Forest;
import dev.earshot.learner.LinearClassifier;
import dev.earshot.learner.NearestNeighbors;
import dev.earshot.learner.Perceptron;
import dev.earshot.learner.Smoothed;
import dev.earshot.learner.SpreadLabels;
import dev.earshot.learner.Standardized;
import dev.earshot.learner.TrainingSet;
import dev.earshot.method.Context;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.GraphClassifierSettings;
import dev.earshot.method.Inference;
import dev.earshot.method.InferenceSettings;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.StateReader;
import dev.earshot.model.Decision;
import dev.earshot.model.TrainedModel;
import dev.earshot.model.Vote;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.OptimizerSettings;
import dev.earshot.nn.ParameterShape;
import dev.earshot.run.Checkpoints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Small sound files of each kind, from which fuzzing starts, and the stored inputs: what fuzzing
 * has found, and streams that no class here can write. All of them were made by this project.
 */
final class FuzzSeeds {
  /** The arrays that a table may have. */
  static final List<String> ARRAYS =
      List.of("x", "y", "classes", "paths", "names", "split", "group", "encoder");

  /** The arrays of a graph in CSR layout. */
  static final List<String> GRAPH_ARRAYS =
      List.of(
          "adj_data",
          "adj_indices",
          "adj_indptr",
          "adj_shape",
          "attr_data",
          "attr_indices",
          "attr_indptr",
          "attr_shape",
          "labels");

  /** What follows the name of a graph in the names of Planetoid's files. */
  static final List<String> PLANETOID =
      List.of("x", "allx", "tx", "y", "ally", "ty", "graph", "test.index");

  /** The shelf of the cache that is read, and how many values its seed has. */
  static final String SHELF = "an encoder";

  static final int PACKED = 3;

  private static final int COLUMNS = 2;
  private static final int YARD_WINDOWS = 4;

  /** The vectors of {@link #yard}. */
  static final byte[] YARD_VECTORS = new byte[YARD_WINDOWS * COLUMNS * Float.BYTES];

  private static final int CLASSES = 2;
  private static final List<String> NAMES = List.of("dog", "rain");
  private static final float[] ROWS = {0, 1, 2, -1, 0.5f, 0.25f, -2, 3};
  private static final Standardizer STANDARDIZER =
      new Standardizer(new double[] {0.25, 0.5}, new double[] {1.5, 2}, FeatureMap.BOUND);

  private FuzzSeeds() {}

  /** Writes all inputs of a reader into a folder: {@code READER FOLDER}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    for (var input : of(FuzzReader.of(arguments[0])).entrySet()) {
      Files.write(folder.resolve(input.getKey()), input.getValue());
    }
  }

  /** All inputs of a reader by name, made and stored ones. */
  static Map<String, byte[]> of(FuzzReader reader) throws IOException, InterruptedException {
    Map<String, byte[]> inputs = new TreeMap<>();
    Path stored =
        Path.of("src/test/resources/fuzz").resolve(reader.name().toLowerCase(Locale.ROOT));
    if (Files.isDirectory(stored)) {
      try (var files = Files.newDirectoryStream(stored)) {
        for (Path file : files) {
          inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
    }
    Path scratch = Files.createTempDirectory("seeds");
    List<byte[]> made = made(reader, scratch.resolve("seed"));
    for (int i = 0; i < made.size(); i++) {
      inputs.put("seed-" + i, made.get(i));
    }
    try (var files = Files.newDirectoryStream(scratch)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(scratch);
    return inputs;
  }

  private static List<byte[]> made(FuzzReader reader, Path file)
      throws IOException, InterruptedException {
    return switch (reader) {
      case WAV -> waves(file);
      case FLAC, MP3, VORBIS, OPUS -> List.of();
      case AU -> List.of(au(3), au(6), au(27));
      case WAVE64 -> List.of(wave64());
      case AIFF -> List.of(aiff("NONE", 16), aiff("fl32", 32), aiff("ima4", 16), aiff("ulaw", 8));
      case CAF ->
          List.of(caf("lpcm", 16, 0), caf("lpcm", 32, 1), caf("ima4", 0, 0), caf("alaw", 8, 0));
      case NPZ -> tables(file);
      case ARRAYS -> {
        DatasetNpz.write(table(), file);
        yield List.of(joined(Npz.read(file), ARRAYS, file));
      }
      case NPY -> arrays(file);
      case CLASSES -> texts("[\"dog\", \"rain\"]", "[\"a\",\"b\",\"c\"]");
      case GRAPH ->
          texts(
              "3 4 5\n0:1 3:0.5\n1:1 2:-2e-3\n0:7\n\f0\n-1\n1\n\ftrain\nunlabelled\ntest\n\f0\t1\n1\t2\n",
              "1 1 0\n\n\f0\n\fval\n\f");
      case GRAPHNPZ -> List.of(joined(graph(), GRAPH_ARRAYS, file));
      case PLANETOID ->
          List.of(planetoid("python2"), planetoid("protocol0"), planetoid("protocol5"));
      case SAFETENSORS -> tensors(file);
      case MODEL -> models(file);
      case STATE -> {
        try (Backend backend = ReferenceBackend.open()) {
          new StateReader(backend).write(file);
        }
        yield List.of(taken(file));
      }
      case TABLE ->
          texts(
              "path,label\na.wav,dog\nb.wav,\n",
              "group,split,label,path\n1,train,\"a \"\"dog\"\"\",a.wav\n2,test,rain,b.wav\n",
              "path,start,end,label\na.wav,0,2.5,dog\nb.wav,,,rain\n",
              "\uFEFFPath,Label,other\r\na.wav,d\u00f6g,1\r\n");
      case TRACK -> texts("0\t2.5\tdog\n\\\t100\t2000\n3,5\t4\train\n5\t5\tpoint\n");
      case SELECTIONS ->
          texts(
              "Selection\tBegin Time (s)\tEnd Time (s)\tSpecies\n1\t0.5\t2\tdog\n",
              "Begin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)\tAnnotation\n61\t62\tb.wav\t1\tdog\n");
      case VERDICTS ->
          texts(
              "path,start,end,label,verdict,verdict_class,source,time\na.wav,0,5,dog,yes,dog,person,2026-11-29T12:00:40.773Z\na.wav,2.5,7.5,,no,rain,import,2026-11-29T12:00:40Z\n",
              "path,start,end,label,verdict,verdict_class\na.wav,5,10,,skipped,\n",
              "path,label\na.wav,dog\n");
      case COLLECTION -> {
        Path yard = file.resolveSibling("yard");
        yard(yard);
        byte[] database = taken(yard.resolve("collection.db"));
        SoundCollection.delete(yard);
        yield List.of(database);
      }
      case CARD ->
          texts(
              "{\"input\": \"w\", \"rate\": 16000, \"scale\": 2.5, \"window_seconds\": 1, \"hop_seconds\": 0.5, \"output\": {\"voices\": \"b\"}, \"dims\": {\"a\": 3, \"b\": 4}, \"pool\": \"maximum\", \"normalise\": true, \"licence\": \"MIT\"}",
              "{\"name\": \"net\", \"input\": \"p\", \"rate\": 16000, \"front\": \"logmel\", \"patch\": {\"frames\": 96, \"hop\": 48}, \"dims\": {\"a\": 3}, \"whiten\": {\"file\": \"w.npz\", \"bits\": 0}}",
              "{\"input\": \"p\", \"rate\": 16000, \"min_seconds\": 0.1, \"max_seconds\": 9, \"front\": {\"file\": \"f.onnx\", \"input\": \"i\", \"output\": \"o\", \"multiply\": 0.1, \"add\": 2}, \"patch\": {\"frames\": 76}, \"output\": \"a\", \"dims\": {\"a\": 3}, \"onnx_sha256\": \"%s\"}"
                  .formatted("0".repeat(64)));
      case RECIPE -> {
        List<byte[]> recipes = new ArrayList<>();
        for (String name : RecipeSettings.names()) {
          try (var in = RecipeSettings.class.getResourceAsStream("recipes/" + name + ".json")) {
            recipes.add(in.readAllBytes());
          }
        }
        yield recipes;
      }
      case CONFIG ->
          texts(
              "{\"seed\": 7, \"recipe\": \"linear\", \"group-split\": true}",
              "{\"models\": [\"linear\", \"forest\"], \"label-rate\": 0.5}");
      case TRAINING -> {
        Path folder = file.resolveSibling("training");
        Checkpoints.begin(
            folder,
            table(),
            RecipeSettings.named("linear"),
            FuzzReader.OPTIONS,
            "reference",
            Optional.empty());
        byte[] json = Files.readAllBytes(folder.resolve("training.json"));
        Checkpoints.remove(folder);
        yield List.of(json);
      }
      case CELLS ->
          texts(
              "{\"fingerprint\":\"ab12\",\"method\":\"linear\",\"setting\":\"x\",\"seed\":4,\"settings\":{\"rate\":0.1,\"list\":[1,2]},\"values\":{\"score\":[0.5],\"more\":[1.0,2e-3]}}\n",
              "{\"fingerprint\":\"cd\",\"values\":{}}\n{\"fingerprint\":\"cut");
      case CACHE -> packs(file.getParent());
    };
  }

  private static List<byte[]> packs(Path folder) throws IOException {
    try (var cache = new FeatureCache(folder, FeatureCache.DEFAULT_LIMIT)) {
      for (int i = 0; i < PACKED; i++) {
        cache.keep(SHELF, key(i), new byte[] {1, 2, 3, (byte) i});
      }
    }
    try (var files = Files.newDirectoryStream(folder)) {
      return List.of(Files.readAllBytes(files.iterator().next()));
    }
  }

  /** The key of a value in the cache. */
  static byte[] key(int i) {
    var key = new byte[32];
    key[0] = (byte) i;
    return key;
  }

  /** Makes a collection with a recording a.wav of four windows, labels and predictions. */
  static void yard(Path folder) throws IOException {
    var windows = new Windows(5, 2.5);
    try (var collection =
        SoundCollection.create(folder, new CollectionSettings("logmel", COLUMNS, windows))) {
      collection.add(
          List.of(
              new NewRecording(
                  "a.wav",
                  folder.resolveSibling("a.wav"),
                  12.5,
                  Part.NONE,
                  Optional.empty(),
                  new FileMark(100, 1, "0".repeat(64)),
                  IntStream.range(0, YARD_WINDOWS)
                      .mapToObj(i ->
                          new NewRecording.NewWindow(windows.span(i), i == 1, new float[COLUMNS]))
                      .toList())));
      collection.label(NewLabel.yes(0, "dog", LabelSource.PERSON));
      collection.label(NewLabel.no(1, "rain", LabelSource.IMPORT));
      collection.predict(
          new Predictions(
              "run", Instant.EPOCH, NAMES, new int[] {0, 2}, new float[] {0.5f, 0.5f, 1, 0}));
    }
  }

  private static List<byte[]> texts(String... texts) {
    List<byte[]> all = new ArrayList<>();
    for (String text : texts) {
      all.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return all;
  }

  /** The bytes of a file, which is deleted. */
  private static byte[] taken(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  private static List<byte[]> waves(Path file) throws IOException {
    List<byte[]> all = new ArrayList<>();
    WavFile.write(file, new Waveform(new float[] {0, 0.5f, -0.5f, 1, -1, 0.25f, 0}, 16_000));
    byte[] plain = taken(file);
    all.add(plain);
    for (int[] kind :
        new int[][] {{1, 8, 2}, {1, 16, 2}, {1, 24, 1}, {1, 32, 1}, {3, 32, 2}, {3, 64, 1}}) {
      all.add(wave(kind[0], kind[1], kind[2], false));
    }
    for (int format : new int[] {6, 7}) {
      all.add(wave(format, 8, 2, false));
    }
    // Of ADPCM, blocks of two channels of which the second is not complete.
    for (int format : new int[] {2, 0x11}) {
      byte[] blocks = wave(format, 32, 8, false);
      ByteBuffer.wrap(blocks)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putShort(22, (short) 2)
          .putShort(32, (short) 260)
          .putShort(34, (short) 4);
      all.add(blocks);
    }
    all.add(wave(1, 16, 1, true));
    // A tag of ten bytes and four of content before the file.
    var tagged = new ByteArrayOutputStream();
    tagged.writeBytes(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4});
    tagged.writeBytes(plain);
    all.add(tagged.toByteArray());
    return all;
  }

  private static byte[] wave(int format, int bits, int channels, boolean extensible) {
    int frames = 12;
    int align = channels * bits / 8;
    int description = extensible ? 40 : 16;
    var wave =
        ByteBuffer.allocate(28 + description + 10 + frames * align).order(ByteOrder.LITTLE_ENDIAN);
    wave.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(wave.capacity() - 8);
    wave.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(description);
    wave.putShort((short) (extensible ? 0xFFFE : format)).putShort((short) channels);
    wave.putInt(8_000).putInt(8_000 * align).putShort((short) align).putShort((short) bits);
    if (extensible) {
      wave.putShort((short) 22).putShort((short) bits).putInt(4).putShort((short) format);
      wave.put(
          new byte[] {
            0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
          });
    }
    wave.put("LIST".getBytes(StandardCharsets.US_ASCII)).putInt(2).putShort((short) 7);
    wave.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(frames * align);
    for (int i = 0; wave.hasRemaining(); i++) {
      wave.put((byte) (i * 7));
    }
    return wave.array();
  }

  private static byte[] aiff(String compression, int bits) {
    int sound = 2 * 34 * 3;
    int frames = compression.equals("ima4") ? 3 : sound / 2 / (bits / 8);
    var file = ByteBuffer.allocate(12 + 8 + 24 + 8 + 8 + sound);
    file.put(ascii("FORM")).putInt(file.capacity() - 8).put(ascii("AIFC"));
    file.put(ascii("COMM")).putInt(24).putShort((short) 2).putInt(frames).putShort((short) bits);
    // 8000 as a number of 80 bits.
    file.putShort((short) (16_383 + 12)).putLong(8000L << 51).put(ascii(compression));
    file.putShort((short) 0).put(ascii("SSND")).putInt(8 + sound).putLong(0);
    return filled(file);
  }

  private static byte[] au(int coding) {
    var file = ByteBuffer.allocate(24 + 96);
    file.put(ascii(".snd")).putInt(24).putInt(96).putInt(coding).putInt(8000).putInt(2);
    return filled(file);
  }

  private static byte[] wave64() {
    var file = ByteBuffer.allocate(40 + 24 + 16 + 24 + 96).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("riff")).put(new byte[12]).putLong(file.capacity());
    file.put(ascii("wave")).put(new byte[12]);
    file.put(ascii("fmt ")).put(new byte[12]).putLong(24 + 16);
    file.putShort((short) 1).putShort((short) 2).putInt(8000).putInt(32_000);
    file.putShort((short) 4).putShort((short) 16);
    file.put(ascii("data")).put(new byte[12]).putLong(24 + 96);
    return filled(file);
  }

  private static byte[] caf(String coding, int bits, int flags) {
    int sound = 2 * 34 * 3;
    var file = ByteBuffer.allocate(8 + 12 + 32 + 12 + 24 + 12 + 4 + sound);
    file.put(ascii("caff")).putInt(1 << 16).put(ascii("desc")).putLong(32).putDouble(8000);
    file.put(ascii(coding)).putInt(flags).putInt(bits == 0 ? 68 : bits / 4);
    file.putInt(bits == 0 ? 64 : 1).putInt(2).putInt(bits);
    file.put(ascii("pakt")).putLong(24).putLong(3).putLong(190).putLong(0);
    file.put(ascii("data")).putLong(4 + sound).putInt(0);
    return filled(file);
  }

  private static byte[] filled(ByteBuffer file) {
    for (int i = 0; file.hasRemaining(); i++) {
      file.put((byte) (i * 7));
    }
    return file.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Four clips with all that a table can have. */
  static Dataset table() {
    return new Dataset(
        ROWS,
        COLUMNS,
        new int[] {0, 1, -1, 0},
        NAMES,
        List.of("a.wav", "b.wav", "c.wav", "d.wav"),
        List.of(Part.TRAIN, Part.TRAIN, Part.NONE, Part.TEST),
        Optional.of(List.of("1", "2", "3", "4")),
        "npz");
  }

  /** A table whose classes stand in a file beside it. */
  static void tableWithoutClasses(Path file) throws IOException {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("x", NumberArray.of(ROWS, ROWS.length / COLUMNS, COLUMNS));
    arrays.put("y", NumberArray.of(new int[] {0, 1, -1, 0}, ROWS.length / COLUMNS));
    Npz.write(file, arrays);
  }

  private static List<byte[]> tables(Path file) throws IOException {
    List<byte[]> all = new ArrayList<>();
    DatasetNpz.write(table(), file);
    all.add(taken(file));
    tableWithoutClasses(file);
    all.add(taken(file));
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("x", NumberArray.of(new double[] {1, 2, 3, 4}, 4, 1));
    arrays.put("y", NumberArray.of(new long[] {0, 1, 2, -1}, 4));
    arrays.put("names", TextArray.of(List.of("a", "bb", "ccc", "\u00e9")));
    arrays.put("split", NumberArray.of(new byte[] {0, 1, 1, 0}, 4));
    arrays.put("group", NumberArray.of(new int[] {7, 7, 8, 9}, 4));
    Npz.write(file, arrays);
    all.add(taken(file));
    return all;
  }

  /** Arrays behind their numbers and lengths, as {@link FuzzReader#ARRAYS} takes them. */
  private static byte[] joined(Map<String, ? extends NdArray> arrays, List<String> names, Path file)
      throws IOException {
    var all = new ByteArrayOutputStream();
    for (var array : arrays.entrySet()) {
      Npy.write(file, array.getValue());
      byte[] bytes = taken(file);
      all.write(names.indexOf(array.getKey()));
      all.writeBytes(ByteBuffer.allocate(2).putChar((char) bytes.length).array());
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  /** A graph of three nodes in CSR layout. */
  private static Map<String, NdArray> graph() {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("adj_data", NumberArray.of(new float[] {1, 1, 1}, 3));
    arrays.put("adj_indices", NumberArray.of(new int[] {1, 0, 2}, 3));
    arrays.put("adj_indptr", NumberArray.of(new int[] {0, 1, 3, 3}, 4));
    arrays.put("adj_shape", NumberArray.of(new long[] {3, 3}, 2));
    arrays.put("attr_data", NumberArray.of(new float[] {1, 0.5f, -2}, 3));
    arrays.put("attr_indices", NumberArray.of(new int[] {3, 0, 2}, 3));
    arrays.put("attr_indptr", NumberArray.of(new int[] {0, 2, 2, 3}, 4));
    arrays.put("attr_shape", NumberArray.of(new long[] {3, 4}, 2));
    arrays.put("labels", NumberArray.of(new long[] {1, -1, 0}, 3));
    return arrays;
  }

  /** The files of a small graph behind their lengths, as one way of pickling writes them. */
  private static byte[] planetoid(String way) throws IOException {
    var all = new ByteArrayOutputStream();
    for (String ending : PLANETOID) {
      byte[] bytes =
          Files.readAllBytes(Path.of("src/test/resources/planetoid", way, "ind.tiny." + ending));
      all.writeBytes(ByteBuffer.allocate(2).putChar((char) bytes.length).array());
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  private static List<byte[]> arrays(Path file) throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (NdArray array :
        List.of(
            NumberArray.of(ROWS, 2, 2, 2),
            NumberArray.of(new long[] {1, -1}, 2),
            NumberArray.of(new double[] {0.5}),
            TextArray.of(List.of("dog", "", "rain")))) {
      Npy.write(file, array);
      all.add(taken(file));
    }
    for (String type : List.of(">f4", "<i2", "|b1", ">u8", "|S3", ">U2")) {
      all.add(array("{'descr': '%s', 'fortran_order': True, 'shape': (2, 1), }".formatted(type)));
    }
    return all;
  }

  private static byte[] array(String header) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0});
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(header.length()).array());
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    int width = Integer.parseInt(header.substring(13, 14));
    out.writeBytes(new byte[2 * width * (header.charAt(12) == 'U' ? 4 : 1)]);
    return out.toByteArray();
  }

  private static List<byte[]> tensors(Path file) throws IOException {
    Map<String, NumberArray> tensors = new LinkedHashMap<>();
    tensors.put("weight", NumberArray.of(ROWS, 4, 2));
    tensors.put("empty", NumberArray.of(new int[0], 0, 3));
    tensors.put("one", NumberArray.of(new double[] {1}));
    tensors.put("bytes", NumberArray.of(new byte[] {1, 2, 3}, 3));
    new Safetensors(tensors, Map.of("format", "pt", "more", "\u00e9")).write(file);
    return List.of(taken(file));
  }

  /** A model of each kind of classifier, and a vote of several. */
  private static List<byte[]> models(Path file) throws IOException, InterruptedException {
    List<byte[]> all = new ArrayList<>();
    for (Classifier classifier : classifiers()) {
      new TrainedModel("npz", NAMES, Vote.of(classifier)).save(file);
      all.add(taken(file));
    }
    float[] knots = new float[COLUMNS * 257];
    for (int i = 0; i < knots.length; i++) {
      knots[i] = i % 257 / 64f - 2;
    }
    Classifier linear = linear();
    Vote vote =
        new Vote(
            List.of(
                new Vote.Member(
                    new FeatureMap(FeatureSpace.RANK, STANDARDIZER, knots),
                    List.of(linear, linear),
                    0.75,
                    1.5),
                new Vote.Member(
                    new FeatureMap(FeatureSpace.UNIT, STANDARDIZER, new float[0]),
                    List.of(linear),
                    0.25,
                    0.5)),
            new Decision(2, List.of(0.5, 2.0), List.of(2.0, 0.5)));
    new TrainedModel("npz", NAMES, vote).save(file);
    all.add(taken(file));
    Projection projection = Projection.of(new float[] {1, 2, 3, 5, 7, 11, 2, 4, 8}, 3, COLUMNS);
    new TrainedModel("npz", NAMES, Optional.of(projection), vote, Optional.empty()).save(file);
    all.add(taken(file));
    return all;
  }

  private static Classifier linear() {
    return new LinearClassifier(
        COLUMNS, CLASSES, new float[] {1, -1, 0.5f, 2}, new float[] {0.25f, -0.25f});
  }

  private static List<Classifier> classifiers() throws InterruptedException {
    TrainingSet rows = new TrainingSet(ROWS, COLUMNS, new int[] {0, 1, -1, 0}, CLASSES);
    NetworkSettings dense = new NetworkSettings(LayerKind.DENSE, LayerKind.DENSE, 1, 2, 0);
    OptimizerSettings brief = new OptimizerSettings(1e-3, 0, 0, 0, 1, 1, 0);
    List<Classifier> all = new ArrayList<>();
    all.add(new Standardized.Applied(STANDARDIZER, linear()));
    all.add(new Averaged.Mean(List.of(linear(), linear())));
    all.add(
        new Forest(
            COLUMNS,
            CLASSES,
            new int[] {0},
            new int[] {1, Forest.LEAF, Forest.LEAF},
            new float[] {0.5f, 0, 0},
            new int[] {1, 0, 1}));
    all.add(
        new SpreadLabels(2, COLUMNS, CLASSES, ROWS, new float[] {1, 0, 0, 1, 0, 0, 0.5f, 0.5f}));
    all.add(new Smoothed.Applied(new Smoothed.Smoothing(STANDARDIZER, 1, ROWS), linear()));
    try (Backend backend = ReferenceBackend.open()) {
      all.add(new NearestNeighbors(2).fit(rows, 1, backend));
      all.add(new Perceptron(dense, brief, 1, List.of()).fit(rows, 1, backend));
    }
    all.add(graph(LayerKind.GCN, Inference.RANDOM, Normalization.SYMMETRIC));
    all.add(graph(LayerKind.GRAPHCONV, Inference.KNN, Normalization.NEIGHBOR_MEAN));
    all.add(graph(LayerKind.GAT, Inference.NONE, Normalization.SYMMETRIC));
    all.add(graph(LayerKind.GIN, Inference.RANDOM, Normalization.SYMMETRIC));
    return all;
  }

  private static Classifier graph(LayerKind layer, Inference mode, Normalization normalization) {
    GraphClassifierSettings settings =
        new GraphClassifierSettings(
            COLUMNS,
            CLASSES,
            new NetworkSettings(layer, LayerKind.DENSE, 1, 2, 0),
            new EdgeSettings(2, false, true, 0, normalization, 1),
            new InferenceSettings(mode, 2, 0.5, 2, 1, 1),
            FeatureMap.BOUND,
            1);
    Map<String, float[]> weights = new HashMap<>();
    for (ParameterShape shape : GraphClassifier.network(settings).shapes()) {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.5f - i;
      }
      weights.put(shape.name(), values);
    }
    Context context =
        mode == Inference.NONE
            ? new Context(COLUMNS, new float[0], new int[0], new int[0], new int[0])
            : new Context(
                COLUMNS,
                ROWS,
                new int[] {0, 1, 1, 0},
                new int[] {0, 0, 1, 0},
                new int[] {0, 1, 1, 1, 0, 1, 2, 3, -1, 3, 2, -1});
    return new GraphClassifier(settings, STANDARDIZER, weights, List.of(context));
  }
}
