package dev.earshot.data;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.Windows;
import dev.earshot.file.InputFile;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.format.TextArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Reads and writes feature tables as {@code .npz} files. */
public final class DatasetNpz {
  private static final Set<String> KNOWN =
      Set.of("x", "y", "classes", "paths", "names", "split", "group", "encoder", "windows");

  private static final int LAST_UNNAMED = 65_535;

  private final Path file;
  private final Map<String, NdArray> arrays;

  private DatasetNpz(Path file, Map<String, NdArray> arrays) {
    this.file = file;
    this.arrays = arrays;
  }

  /**
   * Reads a table of vectors from an {@code .npz} file. Array {@code x} is required: float32 or
   * float64, n x d. These arrays are optional:
   *
   * <ul>
   *   <li>{@code y}: n integers, -1 for unlabelled. Without it all clips are unlabelled.
   *   <li>{@code classes}: strings. Without it the names come from {@code STEM.classes.json} beside
   *       the file. Without that file too, the class numbers are the names.
   *   <li>{@code paths} or {@code names}: n strings. Without them the row numbers are used.
   *   <li>{@code split}: n integers, 0 for train and 1 for test, or n strings as in {@link
   *       Manifest#read}.
   *   <li>{@code group}: n strings or integers.
   *   <li>{@code encoder}: one string.
   *   <li>{@code windows}: two floats, window and hop in seconds.
   * </ul>
   *
   * <p>Other arrays are ignored.
   *
   * @param file the {@code .npz} file
   * @throws DataException if an array is missing, of another type or shape, or out of range
   */
  public static Dataset read(Path file) throws IOException {
    return new DatasetNpz(file, Npz.read(file, KNOWN::contains)).table();
  }

  private Dataset table() throws IOException {
    var x = vectors();
    int rows = x.shape().get(0);
    int[] given = labels(rows);
    var names = classes(given);
    var classes =
        names.stream()
            .map(ClassNames::normal)
            .filter(name -> !ClassNames.isUnlabelled(name))
            .distinct()
            .toList();
    // A label out of range stays as it is: the table refuses it. A name that means no label is -1.
    int[] labels =
        Arrays.stream(given)
            .map(label ->
                label < 0 || label >= names.size()
                    ? label
                    : classes.indexOf(ClassNames.normal(names.get(label))))
            .toArray();
    var ids = texts(arrays.containsKey("paths") ? "paths" : "names", rows);
    try {
      return new Dataset(
          x.toFloats(),
          x.shape().get(1),
          labels,
          classes,
          ids.orElseGet(() -> numbers(rows)),
          split(rows),
          texts("group", rows),
          encoder(),
          windows());
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  private NumberArray vectors() throws DataException {
    var array = arrays.get("x");
    if (array == null) {
      throw new DataException(file + ": no array 'x'; expected x: float n x d");
    }
    // Before anything is made for each row: a shape of no columns may state any number of rows.
    if (array instanceof NumberArray x
        && x.type().isFloat()
        && x.shape().size() == 2
        && x.size() > 0) {
      return x;
    }
    throw wrong("x", "float32 or float64 of shape n x d, with at least one row and one column");
  }

  private int[] labels(int rows) throws DataException {
    if (!arrays.containsKey("y")) {
      var none = new int[rows];
      Arrays.fill(none, -1);
      return none;
    }
    return Arrays.stream(integers("y", rows, "class numbers, -1 for unlabelled"))
        .mapToInt(label -> Math.clamp(label, Integer.MIN_VALUE, Integer.MAX_VALUE))
        .toArray();
  }

  private long[] integers(String name, int rows, String meaning) throws DataException {
    if (arrays.get(name) instanceof NumberArray numbers
        && !numbers.type().isFloat()
        && numbers.shape().equals(List.of(rows))) {
      try {
        return numbers.toLongs();
      } catch (ArithmeticException e) {
        throw new DataException("%s: array '%s': %s".formatted(file, name, e.getMessage()), e);
      }
    }
    throw wrong(name, "%s integers (%s)".formatted(rows, meaning));
  }

  /** The strings of an array, or its integers as strings; empty if there is no such array. */
  private Optional<List<String>> texts(String name, int rows) throws DataException {
    if (!arrays.containsKey(name)) {
      return Optional.empty();
    }
    if (arrays.get(name) instanceof TextArray text) {
      if (!text.shape().equals(List.of(rows))) {
        throw wrong(name, rows + " strings");
      }
      return Optional.of(text.values());
    }
    var values = integers(name, rows, "or strings");
    return Optional.of(LongStream.of(values).mapToObj(Long::toString).toList());
  }

  private List<Part> split(int rows) throws DataException {
    var given = texts("split", rows);
    if (given.isEmpty()) {
      return Collections.nCopies(rows, Part.NONE);
    }
    var texts = given.get();
    var parts = new ArrayList<Part>(rows);
    for (int row = 0; row < texts.size(); row++) {
      String value = texts.get(row);
      String where = "%s: split '%s' in row %s; ".formatted(file, value, row);
      parts.add(
          Part.parse(value)
              .orElseThrow(
                  () -> new DataException(where + "expected 0 or train, 1 or test, validation")));
    }
    return parts;
  }

  private List<String> classes(int[] labels) throws IOException {
    if (arrays.containsKey("classes")) {
      if (arrays.get("classes") instanceof TextArray text && text.shape().size() == 1) {
        return text.values();
      }
      throw wrong("classes", "a list of strings");
    }
    String name = file.getFileName().toString();
    String stem = name.endsWith(".npz") ? name.substring(0, name.length() - 4) : name;
    Path beside = file.resolveSibling(stem + ".classes.json");
    if (!Files.exists(beside)) {
      int last = IntStream.of(labels).max().orElse(-1);
      if (last > LAST_UNNAMED) {
        throw new DataException(
            "%s: array 'y': class number %s is not credible without 'classes'"
                .formatted(file, last));
      }
      return numbers(last + 1);
    }
    String json = InputFile.text(beside, InputFile.MOST_JSON, "a JSON list of class names");
    try {
      var names = List.of(new Gson().fromJson(json, String[].class));
      if (Set.copyOf(names).size() < names.size()) {
        throw new DataException(beside + ": a class is named twice");
      }
      return names;
    } catch (JsonParseException | NullPointerException e) {
      throw new DataException(beside + ": expected a JSON list of class names", e);
    }
  }

  private String encoder() throws DataException {
    var given = arrays.get("encoder");
    if (given == null) {
      return "npz";
    }
    if (given instanceof TextArray text && text.values().size() == 1) {
      return text.values().getFirst();
    }
    throw wrong("encoder", "one string");
  }

  private Optional<Windows> windows() throws DataException {
    var given = arrays.get("windows");
    if (given == null) {
      return Optional.empty();
    }
    if (!(given instanceof NumberArray two
        && two.type().isFloat()
        && two.shape().equals(List.of(2)))) {
      throw wrong("windows", "two floats, window and hop in seconds");
    }
    var seconds = two.toFloats();
    try {
      return Optional.of(new Windows(decimal(seconds[0]), decimal(seconds[1])));
    } catch (DataException e) {
      throw new DataException("%s: array 'windows': %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The double with the digits of a float, so that 0.1 stays 0.1. */
  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private DataException wrong(String name, String expected) {
    String found =
        switch (arrays.get(name)) {
          case NumberArray numbers -> numbers.type() + " of shape " + numbers.shape();
          case TextArray text -> "strings of shape " + text.shape();
        };
    return new DataException(
        "%s: array '%s': expected %s, found %s".formatted(file, name, expected, found));
  }

  /** Writes a table for {@link #read} and numpy. {@code x} is float32. */
  public static void write(Dataset data, Path file) throws IOException {
    var arrays = new LinkedHashMap<String, NdArray>();
    arrays.put("x", NumberArray.of(data.x(), data.rows(), data.columns()));
    arrays.put("y", NumberArray.of(data.labels(), data.rows()));
    arrays.put("classes", TextArray.of(data.classes()));
    arrays.put("paths", TextArray.of(data.ids()));
    if (data.hasSplit()) {
      arrays.put("split", TextArray.of(data.split().stream().map(Part::text).toList()));
    }
    data.groups().ifPresent(groups -> arrays.put("group", TextArray.of(groups)));
    data.windows()
        .ifPresent(windows ->
            arrays.put(
                "windows",
                NumberArray.of(new float[] {(float) windows.seconds(), (float) windows.hop()}, 2)));
    arrays.put("encoder", new TextArray(List.of(), List.of(data.encoder())));
    Npz.writeCompressed(file, arrays);
  }
}
