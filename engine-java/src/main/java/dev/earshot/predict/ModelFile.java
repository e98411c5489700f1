package dev.earshot.predict;

import com.google.gson.Gson;
import dev.earshot.data.DataException;
import dev.earshot.data.JsonRecord;
import dev.earshot.data.NumberArray;
import dev.earshot.data.Safetensors;
import dev.earshot.data.Standardizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as a safetensors file: its parameters under their names, {@code standardizer.mean} and
 * {@code .deviation}, and for each context {@code contextK.x}, {@code .labels}, {@code .pseudo} and
 * {@code .edges}. What is no tensor stands in the metadata, under {@code earshot.model}.
 */
final class ModelFile {
  /** The name of a model's file in the folder of a run. */
  static final String NAME = "model.safetensors";

  private static final String FORMAT_KEY = "earshot.format";
  private static final String FORMAT = "1";
  private static final String SETTINGS_KEY = "earshot.model";

  private ModelFile() {}

  static void write(SoundModel model, Path file) throws IOException {
    Map<String, NumberArray> tensors = new LinkedHashMap<>();
    int columns = model.settings().columns();
    SoundModel.network(model.settings())
        .shapes()
        .forEach(shape ->
            tensors.put(
                shape.name(),
                NumberArray.of(model.weights().get(shape.name()), shape.rows(), shape.columns())));
    tensors.put("standardizer.mean", NumberArray.of(model.standardizer().mean(), columns));
    tensors.put(
        "standardizer.deviation", NumberArray.of(model.standardizer().deviation(), columns));
    for (int k = 0; k < model.contexts().size(); k++) {
      Context context = model.contexts().get(k);
      int n = context.size();
      tensors.put(name(k, "x"), NumberArray.of(context.x(), n, columns));
      tensors.put(name(k, "labels"), NumberArray.of(context.labels(), n));
      tensors.put(name(k, "pseudo"), NumberArray.of(context.pseudo(), n));
      tensors.put(name(k, "edges"), NumberArray.of(context.edges(), context.edges().length / 3, 3));
    }
    Map<String, String> metadata =
        Map.of(FORMAT_KEY, FORMAT, SETTINGS_KEY, new Gson().toJson(model.settings()));
    new Safetensors(tensors, metadata).write(file);
  }

  static SoundModel read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(NAME) : path;
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          file + ": no such file; expected a model that 'earshot train' or save() wrote");
    }
    Safetensors safetensors = Safetensors.read(file);
    if (!FORMAT.equals(safetensors.metadata().get(FORMAT_KEY))) {
      throw new DataException(file + ": not a model of this version of Earshot");
    }
    String where = file + ": damaged model";
    try {
      return read(safetensors, where);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DataException(where + ": " + e.getMessage(), e);
    }
  }

  private static SoundModel read(Safetensors file, String where) throws DataException {
    String json = file.metadata().getOrDefault(SETTINGS_KEY, "");
    ModelSettings settings = JsonRecord.read(ModelSettings.class, json, where);
    Map<String, float[]> weights = new HashMap<>();
    SoundModel.network(settings)
        .shapes()
        .forEach(shape -> weights.put(shape.name(), tensor(file, shape.name()).toFloats()));
    Standardizer standardizer =
        new Standardizer(
            tensor(file, "standardizer.mean").toDoubles(),
            tensor(file, "standardizer.deviation").toDoubles(),
            settings.clip());
    List<Context> contexts = new ArrayList<>();
    for (int k = 0; file.tensors().containsKey(name(k, "x")); k++) {
      contexts.add(
          new Context(
              settings.columns(),
              tensor(file, name(k, "x")).toFloats(),
              tensor(file, name(k, "labels")).toInts(),
              tensor(file, name(k, "pseudo")).toInts(),
              tensor(file, name(k, "edges")).toInts()));
    }
    return new SoundModel(settings, standardizer, weights, contexts);
  }

  private static NumberArray tensor(Safetensors file, String name) {
    NumberArray array = file.tensors().get(name);
    if (array == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return array;
  }

  private static String name(int context, String part) {
    return "context" + context + "." + part;
  }
}
