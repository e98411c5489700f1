package dev.earshot.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A feature table: n clips as vectors of {@code columns} numbers, with what is known of each. The
 * arrays are taken as they are, not copied, and must not be changed afterwards; two tables are
 * equal only if they share their arrays (compare {@link #fingerprint} for content).
 *
 * @param x n x columns, row-major, finite
 * @param columns numbers per clip, at least 1
 * @param labels per row an index into {@code classes}; -1 if unlabelled
 * @param classes class names by index; distinct
 * @param ids per row the clip's path relative to the data's root, or its row number
 * @param split per row the part stated by the data, {@link Part#NONE} where it states none
 * @param groups per row what must not be divided between parts; empty if the data has no groups
 * @param encoder what made the vectors: {@code lld}, {@code logmel}, ..., or {@code npz} if unknown
 */
public record Dataset(
    float[] x,
    int columns,
    int[] labels,
    List<String> classes,
    List<String> ids,
    List<Part> split,
    Optional<List<String>> groups,
    String encoder) {

  /**
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
        "x has %d numbers; expected %d rows x %d columns".formatted(x.length, rows, columns));
    requireRows("ids", ids.size(), rows);
    requireRows("split", split.size(), rows);
    requireRows("group", groups.map(List::size).orElse(rows), rows);
    require(classes.stream().distinct().count() == classes.size(), "a class is named twice");
    for (int row = 0; row < rows; row++) {
      if (labels[row] < -1 || labels[row] >= classes.size()) {
        throw new IllegalArgumentException(
            "label %d in row %d (%s); expected -1 (unlabelled) to %d"
                .formatted(labels[row], row, ids.get(row), classes.size() - 1));
      }
    }
    for (int i = 0; i < x.length; i++) {
      if (!Float.isFinite(x[i])) {
        throw new IllegalArgumentException(
            "x is %s in row %d (%s), column %d; every number must be finite"
                .formatted(x[i], i / columns, ids.get(i / columns), i % columns));
      }
    }
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  private static void requireRows(String name, int found, int rows) {
    require(found == rows, "%s has %d entries; expected %d".formatted(name, found, rows));
  }

  /** The number of clips. */
  public int rows() {
    return labels.length;
  }

  /** Whether the data states the part of any row. */
  public boolean hasSplit() {
    return split.stream().anyMatch(part -> part != Part.NONE);
  }

  /**
   * The given rows in the given order, as a new table.
   *
   * @throws IndexOutOfBoundsException for a row that is not there
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
        encoder);
  }

  private static <T> List<T> pick(List<T> all, int[] rows) {
    return IntStream.of(rows).mapToObj(all::get).toList();
  }

  /** The same clips with other labels, such as with some hidden; shares the vectors. */
  public Dataset withLabels(int[] newLabels) {
    return new Dataset(x, columns, newLabels, classes, ids, split, groups, encoder);
  }

  /**
   * The same table with other vectors, n x columns row-major.
   *
   * @throws IllegalArgumentException if there are not as many numbers, or one is not finite
   */
  public Dataset withVectors(float[] vectors) {
    return new Dataset(vectors, columns, labels, classes, ids, split, groups, encoder);
  }

  /**
   * SHA-256, in hexadecimal, over the table's size, vectors, labels and class names. Ids, split and
   * groups do not count: they change nothing that can be learnt.
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

  /**
   * Reads a table of vectors from elsewhere. {@code x}: float32 or float64, n x d. Optional: {@code
   * y}: n integers, -1 for unlabelled (without it nothing is labelled); {@code classes}: strings
   * (else those of {@code STEM.classes.json} beside the file, else the class numbers); {@code
   * paths} or {@code names}: n strings (else row numbers); {@code split}: n integers, 0 for train
   * and 1 for test, or n strings as in {@link Manifest#read}; {@code group}: n strings or integers;
   * {@code encoder}: one string. Other arrays are not looked at.
   *
   * @throws DataException if an array is missing, of another type or shape, or out of range
   */
  public static Dataset readNpz(Path file) throws IOException {
    return DatasetNpz.read(file);
  }

  /** Writes the table so that {@link #readNpz} and numpy read it; {@code x} is float32. */
  public void writeNpz(Path file) throws IOException {
    DatasetNpz.write(this, file);
  }
}
