package dev.earshot.learner;

import com.google.gson.Gson;
import dev.earshot.DataException;
import dev.earshot.base.Checks;
import dev.earshot.data.Standardizer;
import dev.earshot.format.JsonRecord;
import dev.earshot.format.NumberArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a model file. It has named tensors and one record of settings as JSON. In the file, all
 * names begin with the part's prefix, and a classifier sees only its own part. A classifier that
 * contains another one, such as that of {@link Standardized}, stores it in a part of its own part.
 */
public final class ClassifierStore {
  private static final String KIND = "kind";
  private static final String SETTINGS = "settings";
  private static final int DEEPEST = 20;

  private final String prefix;
  private final Map<String, NumberArray> tensors;
  private final Map<String, String> metadata;
  private final Map<String, Classifier.Reader> readers;

  private ClassifierStore(
      String prefix,
      Map<String, NumberArray> tensors,
      Map<String, String> metadata,
      Map<String, Classifier.Reader> readers) {
    this.prefix = prefix;
    this.tensors = tensors;
    this.metadata = metadata;
    this.readers = readers;
  }

  /** An empty store to write to. */
  public static ClassifierStore empty() {
    return new ClassifierStore("", new LinkedHashMap<>(), new LinkedHashMap<>(), Map.of());
  }

  /**
   * The contents of a file.
   *
   * @param tensors all tensors, by their names in the file
   * @param metadata all kinds and settings, by their names in the file
   * @param readers by kind, for all kinds of classifiers that the file may contain
   */
  public static ClassifierStore of(
      Map<String, NumberArray> tensors,
      Map<String, String> metadata,
      Map<String, Classifier.Reader> readers) {
    return new ClassifierStore("", tensors, metadata, readers);
  }

  /** The part of this one whose names begin with {@code name} and a dot. */
  public ClassifierStore part(String name) {
    return new ClassifierStore(prefix + name + ".", tensors, metadata, readers);
  }

  /** All tensors, by their names in the file. */
  public Map<String, NumberArray> tensors() {
    return tensors;
  }

  /** All kinds and settings, by their names in the file. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Adds a tensor. */
  public void put(String name, NumberArray tensor) {
    tensors.put(prefix + name, tensor);
  }

  /** Adds column statistics, two tensors. */
  public void put(String name, Standardizer standardizer) {
    int columns = standardizer.mean().length;
    put(name + ".mean", NumberArray.of(standardizer.mean(), columns));
    put(name + ".deviation", NumberArray.of(standardizer.deviation(), columns));
  }

  /** Adds the record of settings. */
  public void put(Record settings) {
    metadata.put(prefix + SETTINGS, new Gson().toJson(settings));
  }

  /** Writes a classifier here, with its kind. */
  public void put(Classifier classifier) {
    metadata.put(prefix + KIND, classifier.kind());
    classifier.write(this);
  }

  /** Whether there is a tensor of this name. */
  public boolean has(String name) {
    return tensors.containsKey(prefix + name);
  }

  /**
   * A tensor.
   *
   * @throws IllegalArgumentException if there is none
   */
  public NumberArray tensor(String name) {
    NumberArray tensor = tensors.get(prefix + name);
    Checks.require(tensor != null, "no tensor %s", prefix + name);
    return tensor;
  }

  /**
   * Column statistics.
   *
   * @param clip the bound on the magnitude of standardised values; 0 for none
   */
  public Standardizer standardizer(String name, double clip) {
    return new Standardizer(
        tensor(name + ".mean").toDoubles(), tensor(name + ".deviation").toDoubles(), clip);
  }

  /**
   * The record of settings.
   *
   * @throws IllegalArgumentException if there is none, or a field is missing, unknown or out of
   *     range
   */
  public <R extends Record> R settings(Class<R> type) {
    String json = metadata.getOrDefault(prefix + SETTINGS, "");
    try {
      return JsonRecord.read(type, json, prefix + SETTINGS);
    } catch (DataException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * The classifier that {@link #put(Classifier)} wrote here.
   *
   * @throws IllegalArgumentException if its kind is not registered or it is damaged
   */
  public Classifier classifier() {
    // One in another in another: far more than any learner makes would exhaust the stack.
    long depth = prefix.chars().filter(letter -> letter == '.').count();
    Checks.require(depth <= DEEPEST, "classifiers are nested %s deep", depth);
    String kind = metadata.get(prefix + KIND);
    Checks.require(kind != null, "no %s", prefix + KIND);
    Classifier.Reader reader = readers.get(kind);
    Checks.require(
        reader != null, "%s is '%s', which this version does not know", prefix + KIND, kind);
    return reader.read(this);
  }
}
