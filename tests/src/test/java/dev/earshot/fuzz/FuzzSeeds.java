package dev.earshot.fuzz;

import dev.earshot.collection.SoundCollection;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.data.DatasetNpz;
import dev.earshot.data.FeatureCache;
import dev.earshot.format.Npz;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.StateReader;
import dev.earshot.run.Checkpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The inputs from which fuzzing of each reader starts: small ones that are made here, and stored
 * ones, which are what fuzzing has found, and streams that no class here can write. All of them
 * were made by this project.
 */
final class FuzzSeeds {
  /** The shelf of the cache that is read, and how many values its seed has. */
  static final String SHELF = "an encoder";

  static final int PACKED = 3;

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
      case WAV -> SoundSeeds.waves(file);
      case FLAC, MP3, OPUS -> List.of();
      case VORBIS -> List.of(VorbisSeed.stream());
      case AU -> List.of(SoundSeeds.au(3), SoundSeeds.au(6), SoundSeeds.au(27));
      case WAVE64 -> List.of(SoundSeeds.wave64());
      case AIFF ->
          List.of(
              SoundSeeds.aiff("NONE", 16),
              SoundSeeds.aiff("fl32", 32),
              SoundSeeds.aiff("ima4", 16),
              SoundSeeds.aiff("ulaw", 8));
      case CAF ->
          List.of(
              SoundSeeds.caf("lpcm", 16, 0),
              SoundSeeds.caf("lpcm", 32, 1),
              SoundSeeds.caf("ima4", 0, 0),
              SoundSeeds.caf("alaw", 8, 0));
      case NPZ -> TableSeeds.tables(file);
      case ARRAYS -> {
        DatasetNpz.write(TableSeeds.table(), file);
        yield List.of(TableSeeds.joined(Npz.read(file), TableSeeds.ARRAYS, file));
      }
      case NPY -> TableSeeds.arrays(file);
      case CLASSES -> texts("[\"dog\", \"rain\"]", "[\"a\",\"b\",\"c\"]");
      case GRAPH ->
          texts(
              "3 4 5\n0:1 3:0.5\n1:1 2:-2e-3\n0:7\n\f0\n-1\n1\n\ftrain\nunlabelled\ntest\n\f0\t1\n1\t2\n",
              "1 1 0\n\n\f0\n\fval\n\f");
      case GRAPHNPZ ->
          List.of(TableSeeds.joined(TableSeeds.graph(), TableSeeds.GRAPH_ARRAYS, file));
      case PLANETOID ->
          List.of(
              TableSeeds.planetoid("python2"),
              TableSeeds.planetoid("protocol0"),
              TableSeeds.planetoid("protocol5"));
      case SAFETENSORS -> TableSeeds.tensors(file);
      case MODEL -> ModelSeeds.models(file);
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
        CollectionSeed.write(yard);
        CollectionSeed.makePagesSmall(yard);
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
            TableSeeds.table(),
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

  private static List<byte[]> texts(String... texts) {
    List<byte[]> all = new ArrayList<>();
    for (String text : texts) {
      all.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return all;
  }

  /** The bytes of a file, which is deleted. */
  static byte[] taken(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }
}
