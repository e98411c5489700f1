package dev.earshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A feature table: n clips, each with a vector of {@code columns} numbers, a label and other facts.
 * The arrays are not copied and must not be changed afterwards. Two tables are equal only if they
 * have the same array objects. To compare their content, compare {@link #fingerprint}.
 *
 * @param x n x columns, row-major, finite
 * @param columns the number of values per clip, at least 1
 * @param labels for each row an index into {@code classes}; -1 if unlabelled
 * @param classes the class names by index, all distinct
 * @param ids for each row the clip's path relative to the data's root, or its row number
 * @param split for each row the part that the data states; {@link Part#NONE} if it states none
 * @param groups for each row its group, which must stay in one part; empty if the data has no
 *     groups
 * @param encoder the encoder that made the vectors: {@code lld}, {@code logmel}, ..., or {@code
 *     npz} if unknown
 * @param windows how to cut a recording so that its windows are like these clips: where the clips
 *     are windows, these; else windows as long as the median clip. Empty if it is not known how
 *     long the clips are
 */
public record Dataset(
    float[] x,
    int columns,
    int[] labels,
    List<String> classes,
    List<String> ids,
    List<Part> split,
    Optional<List<String>> groups,
    String encoder,
    Optional<Windows> windows) {
  /**
   * Checks the table.
   *
   * @throws IllegalArgumentException if sizes disagree, a label is out of range, or a number is not
   *     finite; the message names the first such row and column, counted from 0
   */
  public Dataset {
    classes = List.copyOf(classes);
    ids = List.copyOf(ids);
    split = List.copyOf(split);
    groups = groups.map(List::copyOf);
    int rows = labels.length;
    require(columns > 0 && rows > 0, "a feature table needs at least one row and one column");
    require(
        x.length == (long) rows * columns,
        "x has %s numbers; expected %s rows x %s columns".formatted(x.length, rows, columns));
    requireRows("ids", ids.size(), rows);
    requireRows("split", split.size(), rows);
    requireRows("group", groups.map(List::size).orElse(rows), rows);
    require(classes.stream().distinct().count() == classes.size(), "a class is named twice");
    requireKnown(labels, classes.size(), ids);
    requireFinite(x, columns, ids);
  }

  /**
   * Makes a table from vectors and labels.
   *
   * @param vectors one vector for each clip, all of the same length, finite; they are copied
   * @param labels the class of each clip; empty for a clip without a label
   * @param encoder a name for whatever made the vectors; a model remembers it
   * @return the table; its classes are the labels that occur, in alphabetical order, and its ids
   *     are the row numbers
   * @throws IllegalArgumentException if there is no vector, the vectors and labels differ in number
   *     or the vectors in length, or a number is not finite; the message names the row
   */
  public static Dataset ofVectors(
      List<float[]> vectors, List<Optional<String>> labels, String encoder) {
    require(!vectors.isEmpty(), "a feature table needs at least one row and one column");
    requireRows("labels", labels.size(), vectors.size());
    int columns = vectors.getFirst().length;
    float[] x = new float[Math.multiplyExact(vectors.size(), columns)];
    for (int row = 0; row < vectors.size(); row++) {
      int length = vectors.get(row).length;
      require(
          length == columns,
          "the vector of row %s has %s numbers; expected %s, as row 0 has"
              .formatted(row, length, columns));
      System.arraycopy(vectors.get(row), 0, x, row * columns, columns);
    }
    List<String> classes = labels.stream().flatMap(Optional::stream).distinct().sorted().toList();
    return of(
        x,
        columns,
        labels.stream().mapToInt(label -> label.map(classes::indexOf).orElse(-1)).toArray(),
        classes,
        IntStream.range(0, vectors.size()).mapToObj(Integer::toString).toList(),
        encoder);
  }

  /**
   * A table whose data states no split and no groups, of clips of unknown length.
   *
   * @param x n x columns, row-major, finite
   * @param columns the number of values per clip, at least 1
   * @param labels for each row an index into {@code classes}; -1 if unlabelled
   * @param classes the class names by index, all distinct
   * @param ids for each row the clip's path, or its row number
   * @param encoder a name for whatever made the vectors; a model remembers it
   * @throws IllegalArgumentException if sizes disagree, a label is out of range, or a number is not
   *     finite; the message names the first such row and column, counted from 0
   */
  public static Dataset of(
      float[] x,
      int columns,
      int[] labels,
      List<String> classes,
      List<String> ids,
      String encoder) {
    return new Dataset(
        x,
        columns,
        labels,
        classes,
        ids,
        Collections.nCopies(labels.length, Part.NONE),
        Optional.empty(),
        encoder,
        Optional.empty());
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  private static void requireRows(String name, int found, int rows) {
    require(found == rows, "%s has %s entries; expected %s".formatted(name, found, rows));
  }

  // Each loop is a method: the JVM compiles a long method as a whole.

  private static void requireKnown(int[] labels, int classes, List<String> ids) {
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < -1 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "label %s in row %s (%s); expected -1 (unlabelled) to %s"
                .formatted(labels[row], row, ids.get(row), classes - 1));
      }
    }
  }

  private static void requireFinite(float[] x, int columns, List<String> ids) {
    for (int i = 0; i < x.length; i++) {
      if (!Float.isFinite(x[i])) {
        throw new IllegalArgumentException(
            "x is %s in row %s (%s), column %s; every number must be finite"
                .formatted(x[i], i / columns, ids.get(i / columns), i % columns));
      }
    }
  }

  /** The number of clips. */
  public int rows() {
    return labels.length;
  }

  /** Whether the data states a part for at least one row. */
  public boolean hasSplit() {
    return split.stream().anyMatch(part -> part != Part.NONE);
  }

  /**
   * Makes a new table of the given rows, in the given order.
   *
   * @param rows indices of rows
   * @throws IndexOutOfBoundsException if a row does not exist
   */
  public Dataset select(int[] rows) {
    var chosen = new float[Math.multiplyExact(rows.length, columns)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(x, rows[i] * columns, chosen, i * columns, columns);
    }
    return new Dataset(
        chosen,
        columns,
        IntStream.of(rows).map(row -> labels[row]).toArray(),
        classes,
        pick(ids, rows),
        pick(split, rows),
        groups.map(all -> pick(all, rows)),
        encoder,
        windows);
  }

  private static <T> List<T> pick(List<T> all, int[] rows) {
    return IntStream.of(rows).mapToObj(all::get).toList();
  }

  /**
   * Makes a table of the same clips with other labels, for example with some labels hidden. Both
   * tables use the same array of vectors.
   */
  public Dataset withLabels(int[] newLabels) {
    return new Dataset(x, columns, newLabels, classes, ids, split, groups, encoder, windows);
  }

  /**
   * Makes a table of the same clips with other vectors.
   *
   * @param vectors n x columns, row-major
   * @throws IllegalArgumentException if the size is not n x columns, or a number is not finite
   */
  public Dataset withVectors(float[] vectors) {
    return withVectors(vectors, columns);
  }

  /**
   * Makes a table of the same clips with other vectors, of another length.
   *
   * @param vectors n x width, row-major
   * @param width the number of values per clip
   * @throws IllegalArgumentException if the size is not n x width, or a number is not finite
   */
  public Dataset withVectors(float[] vectors, int width) {
    return new Dataset(vectors, width, labels, classes, ids, split, groups, encoder, windows);
  }

  /**
   * The SHA-256, in hexadecimal, of the table's size, vectors, labels and class names. Ids, split
   * and groups are not included, because they change nothing that can be learnt.
   */
  public String fingerprint() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    var size = ByteBuffer.allocate(12).putInt(rows()).putInt(columns).putInt(classes.size());
    digest.update(size.array());
    var row = ByteBuffer.allocate(4 * columns + 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < labels.length; i++) {
      row.asFloatBuffer().put(x, i * columns, columns);
      row.putInt(4 * columns, labels[i]);
      digest.update(row.array());
    }
    for (String name : classes) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
